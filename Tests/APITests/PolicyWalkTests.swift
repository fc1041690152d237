import API
import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

/// Every route × everyone, over HTTP, beside the table `policy.tsv`: a route without a row fails.
@Suite(.world) struct PolicyWalkTests {
    static var everyone: [(name: String, person: ID<Person>?)] { World.everyone }

    private static var file: URL {
        URL.checkout.appending(path: "Tests/APITests/policy.tsv")
    }

    static func table() throws -> [String: [String]] {
        let text = try String(contentsOf: file, encoding: .utf8)
        let rows = text.split(separator: "\n").dropFirst().map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        return Dictionary(
            uniqueKeysWithValues: rows.map { ("\($0[0]) \($0[1])", Array($0.dropFirst(2))) })
    }

    @Test func `the table has a row for each route, and no other`() throws {
        let routes = try #require(TestDatabase.current).endpoints.map(Self.name)
        let header = try String(contentsOf: Self.file, encoding: .utf8)
            .split(separator: "\n").first?.split(separator: "\t").dropFirst(2).map(String.init)

        #expect(header == Self.everyone.map(\.name))
        #expect(try Set(Self.table().keys).symmetricDifference(routes).sorted() == [])
    }

    /// In parts, each with a database of its own: they are walked side by side, and none grows large.
    @Test(arguments: 0..<parts)
    func `everyone gets through each route what the table says`(part: Int) async throws {
        let table = try Self.table()
        let endpoints = try #require(TestDatabase.current).endpoints.enumerated()
            .filter { $0.offset % Self.parts == part }.map(\.element)

        try await LiveAPI.run(at: Stage.now) { api in
            var lines: [[String]] = []
            for endpoint in endpoints {
                let name = Self.name(endpoint)
                let expected = table[name]
                let found = try await Self.walk(endpoint, api)
                for (place, who) in Self.everyone.enumerated() where expected != nil {
                    #expect(expected?[place] == found[place], "\(name) as \(who.name)")
                }
                lines.append([endpoint.method.rawValue, endpoint.path] + found)
            }
            try Self.dump(lines, part)
        }
    }

    static let parts = 12

    static func name(_ endpoint: Endpoint) -> String {
        "\(endpoint.method.rawValue) \(endpoint.path)"
    }

    private static func walk(_ endpoint: Endpoint, _ api: LiveAPI) async throws -> [String] {
        var found: [String] = []
        var stage = try await Stage(api, for: endpoint)
        for (_, person) in everyone {
            found.append(try await stage.status(of: endpoint, as: person))
            if endpoint.method != .get { stage = try await Stage(api, for: endpoint) }
        }
        return found
    }

    /// Writes what was found where the variable says, a file for each part, to be read and taken over
    /// row by row.
    private static func dump(_ lines: [[String]], _ part: Int) throws {
        guard let path = ProcessInfo.processInfo.environment["DUMP_POLICY"] else { return }
        try lines.map { $0.joined(separator: "\t") + "\n" }.joined()
            .write(toFile: "\(path).\(part)", atomically: true, encoding: .utf8)
    }
}
