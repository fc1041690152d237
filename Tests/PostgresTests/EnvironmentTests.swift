import Foundation
import Glibc
import Postgres
import Support
import Synchronization
import Testing

/// What libpq takes from the environment and from connection strings, in processes of their own.
@Suite(.timeLimit(.minutes(20))) struct EnvironmentTests {
    private static func name(_ connection: String) async throws -> String {
        let client = PostgresClient(
            PostgresConfiguration(connection: connection, minimum: 0), logger: .silent)
        let name: String = try await client.read([
            "SELECT current_user || ' ' || current_setting('application_name') AS n"
        ])[0][0]["n"]
        await client.close()
        return name
    }

    @Test func `the variables of libpq say where, unless the connection string does`() async {
        await #expect(processExitsWith: .success) {
            let server = try PrivateServer()
            setenv("PGHOST", server.folder, 1)
            setenv("PGUSER", PrivateServer.owner, 1)
            setenv("PGDATABASE", "postgres", 1)
            setenv("PGAPPNAME", "told", 1)
            setenv("PGCONNECT_TIMEOUT", "7", 1)
            let names = try await [
                EnvironmentTests.name(""), EnvironmentTests.name("application_name=other"),
                EnvironmentTests.name("postgresql:///postgres?application_name=by%20address"),
            ]
            try server.stop()
            let owner = PrivateServer.owner
            exit(names == ["\(owner) told", "\(owner) other", "\(owner) by address"] ? 0 : 1)
        }
    }

    @Test func `a service file says where`() async {
        await #expect(processExitsWith: .success) {
            let server = try PrivateServer()
            let file = server.folder + "/services"
            let text = """
                [measured]
                host=\(server.folder)
                user=\(PrivateServer.owner)
                dbname=postgres
                application_name=by service
                connect_timeout=9
                """
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            setenv("PGSERVICEFILE", file, 1)
            let name = try await EnvironmentTests.name("service=measured")
            try server.stop()
            exit(name == "\(PrivateServer.owner) by service" ? 0 : 1)
        }
    }

    /// The most memory that the process has had, in bytes.
    private static var peak: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (Int(line.filter(\.isNumber)) ?? 0) * 1024
    }

    @Test func `200 MB go out and in by COPY in less than 64 MiB`() async {
        await #expect(processExitsWith: .success) {
            let server = try PrivateServer()
            let client = PostgresClient(
                PostgresConfiguration(
                    connection: server.connection(to: "postgres"), minimum: 0), logger: .silent)
            _ = try await client.write(["CREATE UNLOGGED TABLE item (n integer, text text)"])
            let before = EnvironmentTests.peak
            let line = Array("\(123_456)\t\(String(repeating: "x", count: 992))\n".utf8)
            let chunk = Array(repeatElement(line, count: 100).joined())
            let left = Countdown(2000)
            let stored = try await client.transaction(Gate.patient) { tx in
                try await tx.copyIn(
                    "COPY item FROM STDIN", from: AsyncStream { left.next() ? chunk : nil })
            }
            let sent = try await client.transaction(Gate.patient) { tx in
                try await tx.copyOut("COPY item TO STDOUT") { chunks in
                    var count = 0
                    for try await chunk in chunks { count += chunk.count }
                    return count
                }
            }
            let growth = EnvironmentTests.peak - before
            await client.close()
            try server.stop()
            exit(stored == 200_000 && sent == 200_000_000 && growth < 64 << 20 ? 0 : 1)
        }
    }
}

/// Says yes so many times.
private final class Countdown: Sendable {
    private let left: Atomic<Int>

    init(_ count: Int) {
        left = Atomic(count)
    }

    func next() -> Bool { left.subtract(1, ordering: .relaxed).newValue >= 0 }
}
