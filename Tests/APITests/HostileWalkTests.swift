import API
import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Store
import Support
import Synchronization
import Testing

/// Every endpoint, as someone whom the policy lets through, with what nobody sends who means well in
/// every place that takes anything: an answer of the API and never a fault, nothing executed, and
/// nothing of another school.
@Suite(.world) struct HostileWalkTests {
    private static let figures = Mutex(Figures())

    /// Every injection in every place; of what is merely absurd two in each field, by turns, and of
    /// bodies that are none three at each endpoint.
    @Test(arguments: 0..<PolicyWalkTests.parts)
    func `whatever stands in a parameter is a value, or is refused`(part: Int) async throws {
        let database = try #require(TestDatabase.current)
        let endpoints = database.endpoints.enumerated()
            .filter { $0.offset % PolicyWalkTests.parts == part }.map(\.element)
        try await LiveAPI.run(at: Stage.now) { api in
            let untouched = try await Untouched(database, but: World.northfield.rawValue)
            for (place, endpoint) in endpoints.enumerated() {
                let caller = try await HostileCaller(api, endpoint, turn: part + 7 * place)
                try await caller.tryParameters()
                try await caller.tryFields()
                try await caller.tryBodies()
                Self.figures.withLock { $0.add(caller.figures) }
            }
            let differences = try await untouched.differences()
            #expect(differences.isEmpty)
        }
        print("hostile walk, so far: \(Self.figures.withLock { $0 })")
    }
}

/// Of a walk.
struct Figures: CustomStringConvertible {
    var parameters = 0
    var requests = 0
    /// Of those that change something.
    var carriedOut = 0

    mutating func add(_ other: Figures) {
        parameters += other.parameters
        requests += other.requests
        carriedOut += other.carriedOut
    }

    var description: String {
        "\(parameters) parameters, \(requests) requests, \(carriedOut) of them changed something"
    }
}

/// One who is let through an endpoint, and asks there.
final class HostileCaller {
    /// Of every request, and so of no endpoint.
    private static let headers: [HTTPField.Name] = [
        .authorization, .cookie, .requestID, .userAgent, .accept, .origin, .range, .ifNoneMatch,
    ]
    private static let columns = [
        "ID", "Name", "First Name", "Last Name", "Preferred Name", "Email", "Term", "CRN", "Role",
        "Discipline", "Program", "Effective",
    ]

    private(set) var figures = Figures()
    private let endpoint: Endpoint
    private let api: LiveAPI
    private let person: ID<Person>?
    private let leaves: Leaves
    private var stage: Stage
    private var session: Secret?
    private var version = "\"1\""
    /// What was asked for has been done, and may not be there any more.
    private var isSpent = false
    private var turn: Int

    init(_ api: LiveAPI, _ endpoint: Endpoint, turn: Int) async throws {
        (self.api, self.endpoint, self.turn) = (api, endpoint, turn)
        stage = try await Stage(api, for: endpoint)
        let name = PolicyWalkTests.name(endpoint)
        leaves = try Leaves(Described.samples.get()[name] ?? "{}")
        let row = try #require(try PolicyWalkTests.table()[name])
        let known = Array(zip(PolicyWalkTests.everyone, row))
        person = known.last { $0.1 == "yes" }?.0.person ?? World.vega
        session = try await newSession()
    }

    private var isCSV: Bool { endpoint.traits.contains(.csv) }

    private func newSession() async throws -> Secret? {
        guard let person else { return nil }
        return try await api.session(of: person)
    }

    /// Of the path, the query and the headers.
    func tryParameters() async throws {
        let steps = endpoint.path.split(separator: "/").map(String.init)
        let places = steps.indices.filter { steps[$0].hasPrefix("{") }
        let own: [HTTPField.Name] =
            (endpoint.traits.contains(.once) ? [.idempotencyKey] : [])
            + (endpoint.traits.contains(.version) ? [.ifMatch] : [])
        figures.parameters += places.count + endpoint.query.count + own.count
        for (number, text) in Hostile.injections.enumerated() {
            for place in places {
                try await ask(path: (place, text))
                try await ask(path: (place, "\(World.blog)\(text)"))
            }
            for name in endpoint.query { try await ask(query: (name, text)) }
            for name in own { try await ask(headers: [name: text]) }
            try await ask(headers: [Self.headers[(number + turn) % Self.headers.count]: text])
        }
        for name in endpoint.query {
            for _ in 0..<2 { try await ask(query: (name, next(Hostile.texts))) }
        }
    }

    /// Of the body.
    func tryFields() async throws {
        figures.parameters += leaves.indices.count + (isCSV ? Self.columns.count : 0)
        let injections = try Hostile.injections.map {
            String(decoding: try JSONEncoder().encode($0), as: UTF8.self)
        }
        for place in leaves.indices {
            let values = injections + [next(Hostile.values), next(Hostile.values)]
            for value in values { try await ask(field: (place, value)) }
        }
        guard isCSV else { return }
        for place in Self.columns.indices {
            for text in Hostile.injections + [next(Hostile.texts)] {
                try await ask(Self.roster(place, text))
            }
        }
    }

    private static func roster(_ place: Int, _ text: String) -> [UInt8] {
        var row = [
            "021", "", "Adaeze", "Okafor", "Ada", "okafor@example.edu", "2271", "10432", "learner",
            "medicine", "MD", "2027-02-01",
        ]
        row[place] = "\"\(text.replacing("\"", with: "\"\""))\""
        return Array(
            "\(columns.joined(separator: ","))\n\(row.joined(separator: ","))\n".utf8)
    }

    /// Bodies that are none, of a type that is none, or too large.
    func tryBodies() async throws {
        guard endpoint.takesBody, !isCSV else { return }
        for _ in 0..<3 {
            let body = next(Hostile.bodies)
            let status = try await ask(body.bytes)
            #expect(status == 422, "\(PolicyWalkTests.name(endpoint)): \(body.name)")
        }
        let type = next(["text/html", "application/xml", "application/jsonx", "", ";", "a/b/c"])
        let status = try await ask(Array("{}".utf8), headers: [.contentType: type])
        #expect(status == 415, "\(PolicyWalkTests.name(endpoint)): \(type)")
    }

    private func next<Value>(_ values: [Value]) -> Value {
        turn += 1
        return values[turn % values.count]
    }
}

extension HostileCaller {
    /// Asks, and expects anything but a fault of the service. What stands in the way since an earlier
    /// request did what it asked for, another version or an end, is put right, and it is asked again.
    @discardableResult
    private func ask(
        _ body: [UInt8]? = nil, field: (place: Int, value: String)? = nil,
        path: (place: Int, text: String)? = nil, query: (name: String, text: String)? = nil,
        headers: [HTTPField.Name: String] = [:]
    ) async throws -> Int {
        func send() async throws -> Int {
            var body = body
            if body == nil, endpoint.takesBody {
                let base = stage.body(of: endpoint)
                body = Array(
                    try field.map { try leaves.body($0.place, $0.value, over: base) }?.utf8
                        ?? base.utf8)
            }
            return try await self.send(body, address(path, query), headers)
        }
        var status = try await send()
        if status == 401, session != nil, headers[.authorization] == nil {
            // One of the endpoints ends it.
            session = try await newSession()
            status = try await send()
        }
        if status == 412, headers[.ifMatch] == nil {
            try await readVersion()
            return try await send()
        }
        guard [404, 409].contains(status), isSpent, path == nil else { return status }
        stage = try await Stage(api, for: endpoint)
        (version, isSpent) = ("\"1\"", false)
        return try await send()
    }

    private func send(
        _ body: [UInt8]?, _ uri: String, _ more: [HTTPField.Name: String]
    ) async throws -> Int {
        var headers: HTTPFields = [.contentType: isCSV ? "text/csv" : "application/json"]
        if let session { headers[.authorization] = "Bearer \(session.text)" }
        if endpoint.traits.contains(.version) { headers[.ifMatch] = version }
        for (name, value) in more { headers[name] = value }
        let answer = try await api.client.execute(
            uri: uri, method: endpoint.method, headers: headers,
            body: body.map(ByteBuffer.init(bytes:)))
        let status = answer.status.code
        let text = String(buffer: answer.body)
        let sent =
            "\(endpoint.method) \(uri.prefix(400)) \(more) "
            + String(decoding: (body ?? []).prefix(400), as: UTF8.self)
        figures.requests += 1
        #expect(status < 500, "\(sent): \(status) \(text.prefix(300))")
        for other in [World.southport.description, World.sam.description, "Southport"] {
            #expect(!text.contains(other), "\(sent): of another school")
        }
        if (200..<300).contains(status), endpoint.method != .get {
            figures.carriedOut += 1
            isSpent = true
            if let tag = answer.headers[.eTag] { version = tag }
        }
        return status
    }

    /// Of what is edited, as it is now; none that is there is version 0.
    private func readVersion() async throws {
        var headers: HTTPFields = [:]
        if let session { headers[.authorization] = "Bearer \(session.text)" }
        let tag = try await api.client.execute(
            uri: address(nil, nil), method: .get, headers: headers
        ) { $0.headers[.eTag] }
        version = tag ?? "\"0\""
    }

    private func address(_ path: (Int, String)?, _ query: (String, String)?) -> String {
        var parts = stage.path(of: endpoint).split(separator: "?", maxSplits: 1).map(String.init)
        var steps = parts[0].split(separator: "/").map(String.init)
        if let (place, text) = path { steps[place] = Self.encoded(text) }
        parts[0] = API.prefix + "/" + steps.joined(separator: "/")
        guard let (name, text) = query else { return parts.joined(separator: "?") }
        let kept = parts.dropFirst().filter { !$0.hasPrefix("\(name)=") }
        return parts[0] + "?" + (kept + ["\(name)=\(Self.encoded(text))"]).joined(separator: "&")
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
