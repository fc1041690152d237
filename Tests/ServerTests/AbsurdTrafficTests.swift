import Foundation
import Support
import Testing

/// What no client sends, over a socket: each is refused, and the service goes on.
@Suite(.world) struct AbsurdTrafficTests {
    /// The status, or 000 where the connection is closed without one.
    private static func ask(_ address: String, _ options: [String], feed: String? = nil) throws
        -> String
    {
        let words =
            ["/usr/bin/curl", "-s", "-m", "60", "-o", "/dev/null", "-w", "%{http_code}"] + options
            + [address]
        let line = words.map { "'\($0)'" }.joined(separator: " ")
        let all = feed.map { "\($0) 2>/dev/null | \(line)" } ?? line
        return try Program.run("/bin/sh", ["-c", all]).output
    }

    @Test func `heads and bodies without measure are refused, and others are served`()
        async throws
    {
        let database = try #require(TestDatabase.current)
        let place = try Place()
        let service = try RunningService(
            place.arguments + ["--database-url", database.connection])
        let address = try await service.address()
        let many = place.folder + "/many"
        try (0..<20_000).map { "X-\($0): y\n" }.joined()
            .write(toFile: many, atomically: true, encoding: .utf8)
        let long = place.folder + "/long"
        try "X: \(String(repeating: "y", count: 1 << 20))\n"
            .write(toFile: long, atomically: true, encoding: .utf8)
        let sessions = address + "/api/v1/sessions"
        let json = ["-X", "POST", "-H", "Content-Type: application/json"]

        let refused = try [
            Self.ask(address + "/sign-in", ["-H", "@\(many)"]),
            Self.ask(address + "/sign-in", ["-H", "@\(long)"]),
            Self.ask(address + "/" + String(repeating: "a", count: 100_000), []),
        ]
        let endless = try Self.ask(sessions, json + ["-T", "-"], feed: "/usr/bin/yes")
        let announced = try Self.ask(
            sessions, json + ["-H", "Content-Length: 99999999999", "-d", "{}", "-m", "5"])
        let alive = try Self.ask(address + "/healthz", [])
        service.signal(SIGTERM)
        await service.end()

        #expect(refused.allSatisfy { $0.hasPrefix("4") || $0 == "000" }, "\(refused)")
        #expect(endless == "413")
        #expect(["413", "408", "000"].contains(announced), "\(announced)")
        #expect(alive == "200")
    }
}
