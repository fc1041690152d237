import API
import Foundation
import HTTPTypes
import Support
import Testing
import Yams

/// The description and the code, held against each other both ways.
@Suite struct OpenAPITests {
    /// What one operation says of itself, in the words of both sides.
    private struct Operation: Equatable, CustomStringConvertible {
        var path: Set<String>
        var query: Set<String>
        var headers: Set<String>
        var bodies: Set<String>
        var statuses: Set<Int>

        var description: String {
            "path \(path.sorted()) query \(query.sorted()) headers \(headers.sorted()) "
                + "bodies \(bodies.sorted()) statuses \(statuses.sorted())"
        }
    }

    private typealias Tree = [String: Any]

    private static var endpoints: [Endpoint] {
        get throws { try #require(TestDatabase.current).endpoints }
    }

    private static func described() throws -> [String: Operation] {
        let file = URL.checkout.appending(path: "Sources/API/openapi.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let root = try #require(try Yams.load(yaml: text) as? Tree)
        let paths = try #require(root["paths"] as? [String: Tree])
        var found: [String: Operation] = [:]
        for (path, item) in paths {
            for (method, operation) in item {
                let tree = try #require(operation as? Tree)
                found["\(method.uppercased()) \(path)"] = try self.operation(tree, in: root)
            }
        }
        return found
    }

    private static func operation(_ tree: Tree, in root: Tree) throws -> Operation {
        let parameters = try (tree["parameters"] as? [Any] ?? []).map { try resolved($0, root) }
        func names(_ place: String) -> Set<String> {
            Set(
                parameters.filter { $0["in"] as? String == place }
                    .compactMap { $0["name"] as? String })
        }
        let body = try (tree["requestBody"]).map { try resolved($0, root) }
        let responses = try #require(tree["responses"] as? [AnyHashable: Any])
        return Operation(
            path: names("path"), query: names("query"), headers: names("header"),
            bodies: Set((body?["content"] as? Tree ?? [:]).keys),
            statuses: Set(responses.keys.compactMap { Int("\($0)") }))
    }

    /// What a `$ref` stands for.
    private static func resolved(_ value: Any, _ root: Tree) throws -> Tree {
        let tree = try #require(value as? Tree)
        guard let reference = tree["$ref"] as? String else { return tree }
        let parts = reference.split(separator: "/").dropFirst().map(String.init)
        let found = parts.reduce(root as Any?) { ($0 as? Tree)?[$1] }
        return try #require(found as? Tree, "\(reference) leads nowhere")
    }

    private static func coded(_ endpoint: Endpoint) -> Operation {
        let names = endpoint.path.matches(of: /\{(\w+)\}/).map { String($0.output.1) }
        var headers: Set<String> = []
        if endpoint.traits.contains(.once) { headers.insert("Idempotency-Key") }
        if endpoint.traits.contains(.version) { headers.insert("If-Match") }
        var bodies: Set<String> = []
        if endpoint.traits.contains(.json) { bodies.insert("application/json") }
        if endpoint.traits.contains(.csv) { bodies.insert("text/csv") }
        return Operation(
            path: Set(names), query: Set(endpoint.query), headers: headers, bodies: bodies,
            statuses: endpoint.answers)
    }

    @Test(.database)
    func `every route, parameter, header, body and status stands in both`() throws {
        let described = try Self.described()
        let endpoints = try Self.endpoints
        let coded = Dictionary(
            endpoints.map { ("\($0.method.rawValue) \($0.path)", Self.coded($0)) },
            uniquingKeysWith: { first, _ in first })

        #expect(coded.count == endpoints.count, "a route is declared twice")
        #expect(Set(described.keys).subtracting(coded.keys).sorted() == [])
        #expect(Set(coded.keys).subtracting(described.keys).sorted() == [])
        for (name, operation) in coded {
            guard let said = described[name] else { continue }
            #expect(said == operation, "\(name)")
        }
    }

    @Test(.database) func `the service hands out its own description`() async throws {
        try await LiveAPI.run { api in
            let answer = try await api.get("/openapi.yaml")
            let file = URL.checkout.appending(path: "Sources/API/openapi.yaml")

            #expect(answer.status == 200)
            #expect(try Data(contentsOf: file) == Data(answer.bytes))
        }
    }

    /// Not a test of anything: writes the endpoints down where the variable says.
    @Test(
        .database, .enabled(if: ProcessInfo.processInfo.environment["DUMP_ENDPOINTS"] != nil))
    func `endpoints are written down on demand`() throws {
        let path = try #require(ProcessInfo.processInfo.environment["DUMP_ENDPOINTS"])
        let rows = try Self.endpoints.map { endpoint in
            let operation = Self.coded(endpoint)
            return [
                "method": endpoint.method.rawValue, "path": endpoint.path,
                "access": "\(endpoint.access)", "success": "\(endpoint.success.code)",
                "query": endpoint.query.joined(separator: ","),
                "headers": operation.headers.sorted().joined(separator: ","),
                "bodies": operation.bodies.sorted().joined(separator: ","),
                "statuses": operation.statuses.sorted().map(String.init)
                    .joined(separator: ","),
            ]
        }
        try JSONSerialization.data(withJSONObject: rows, options: [.prettyPrinted])
            .write(to: URL(filePath: path))
    }
}

extension TestDatabase {
    /// Every route of the API.
    var endpoints: [Endpoint] { API(records).endpoints }
}
