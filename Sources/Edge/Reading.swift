import Crypto
package import Domain
package import Foundation
import HTTPTypes
package import Hummingbird
import NIOCore
package import Store

/// What was sent in the body, whole.
package struct Received: Sendable {
    package static let limit = 2 << 20
    /// For the whole of it: each part resets the connection's own idle time.
    package static let patience = Duration.seconds(30)

    package let bytes: [UInt8]
    private let route: String
    private let key: String?

    /// Reads it up to `limit` bytes, more is 413; for as long as `patience`, longer is 408.
    package init(
        _ request: Request, _ context: Context, limit: Int = limit, patience: Duration = patience
    ) async throws {
        let buffer: ByteBuffer =
            if let body = context.body { body } else {
                try await Self.whole(request.body, limit, patience)
            }
        guard buffer.readableBytes <= limit else { throw HTTPError(.contentTooLarge) }
        bytes = Array(buffer.readableBytesView)
        route = "\(request.method.rawValue) \(request.uri.path)"
        key = request.headers[.idempotencyKey]
        guard key.map({ (1...255).contains($0.utf8.count) }) ?? true else {
            throw Invalid(
                "", "idempotency-key", "Give an Idempotency-Key of 1 to 255 characters.")
        }
    }

    /// No timer: a sleep that is cancelled is kept until it would have ended, and every body had one.
    /// A part that comes too late ends it, and `RequestDeadline` one that stays away.
    package static func whole(
        _ body: RequestBody, _ limit: Int = limit, _ patience: Duration = patience
    ) async throws -> ByteBuffer {
        let end = ContinuousClock.now + patience
        var whole = ByteBuffer()
        var parts = body.makeAsyncIterator()
        while var part = try await next(of: &parts) {
            guard whole.readableBytes + part.readableBytes <= limit else {
                throw HTTPError(.contentTooLarge)
            }
            guard ContinuousClock.now < end else { throw HTTPError(.requestTimeout) }
            if whole.readableBytes == 0 { whole = part } else { whole.writeBuffer(&part) }
        }
        return whole
    }

    /// Who goes away in the midst of a body reads no answer; that they went is no failure of ours.
    private static func next(
        of parts: inout RequestBody.AsyncIterator
    ) async throws -> ByteBuffer? {
        do {
            return try await parts.next()
        } catch let error where error is IOError || error is ChannelError {
            throw HTTPError(.badRequest)
        }
    }

    /// A body that isn't there is an empty object.
    package func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSONCoding.decode(Value.self, from: bytes.isEmpty ? Array("{}".utf8) : bytes)
    }

    /// Nil when the client sent none: then a retry is a second request.
    package var once: IdempotencyKey? {
        key.map {
            IdempotencyKey(
                key: $0, route: route, bodyDigest: Array(SHA256.hash(data: bytes)))
        }
    }
}

extension Context {
    /// Reads the body before a handler has to wait for its turn: who sends it slowly mustn't hold one.
    package func read(_ request: Request, limit: Int = Received.limit) async throws {
        if body == nil { body = try await Received.whole(request.body, limit) }
    }
}

extension HTTPField.Name {
    // All are tokens of RFC 9110, so they are names.
    package static let idempotencyKey = HTTPField.Name("Idempotency-Key").unsafelyUnwrapped
    static let forwardedFor = HTTPField.Name("X-Forwarded-For").unsafelyUnwrapped
    static let link = HTTPField.Name("Link").unsafelyUnwrapped
    package static let requestID = HTTPField.Name("X-Request-Id").unsafelyUnwrapped
}

extension Request {
    /// Whether a body comes with it, as HTTP tells: by its length or by its coding.
    package var hasBody: Bool {
        headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false
    }

    /// `limit` and `cursor` of the query.
    package func page() throws -> PageRequest {
        let limit = try number("limit") ?? 50
        guard (1...PageRequest.most).contains(limit) else {
            throw Invalid("?limit", "out-of-range", "Give 1 to \(PageRequest.most).")
        }
        guard let text = query("cursor") else { return PageRequest(limit: limit) }
        guard let cursor = Cursor(text: text) else {
            throw Invalid("?cursor", "unreadable", "Give next_cursor as it was answered.")
        }
        return PageRequest(limit: limit, after: cursor)
    }

    package func query(_ name: String) -> String? {
        uri.queryParameters[Substring(name)].map(String.init)
    }

    package func number(_ name: String) throws -> Int? {
        guard let text = query(name) else { return nil }
        guard let number = Int(text) else {
            throw Invalid("?\(name)", "wrong-type", "Give a whole number.")
        }
        return number
    }

    package func flag(_ name: String) throws -> Bool {
        switch query(name) {
        case nil, "false": return false
        case "true": return true
        default: throw Invalid("?\(name)", "wrong-type", "Give true or false.")
        }
    }

    /// A value of a closed list.
    package func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String
    ) throws -> Choice? {
        guard let text = query(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw Invalid("?\(name)", "unknown-value", "Give one of: \(all).")
        }
        return choice
    }

    package func id<Subject>(query name: String) throws -> ID<Subject>? {
        guard let text = query(name) else { return nil }
        guard let id = ID<Subject>(text) else {
            throw Invalid("?\(name)", "not-an-id", "Give an id as it was answered.")
        }
        return id
    }

    package func day(_ name: String) throws -> Day? {
        guard let text = query(name) else { return nil }
        guard let day = Day(text), Era.holds(day) else {
            throw Invalid(
                "?\(name)", "unreadable", "Write it as in 2027-02-24, from 1900 to 2999.")
        }
        return day
    }

    package func instant(_ name: String) throws -> Date? {
        guard let text = query(name) else { return nil }
        guard let date = Instant.date(text), Era.holds(date) else {
            throw Invalid(
                "?\(name)", "unreadable",
                "Write it as in 2027-02-24T04:59:00Z, from 1900 to 2999.")
        }
        return date
    }

    /// The version that an edit names by `If-Match`; 428 when it names none. `0` stands for a thing
    /// that isn't there yet, as `If-None-Match: *` does.
    package func version() throws -> Int {
        if headers[.ifNoneMatch] == "*" { return 0 }
        guard let tag = headers[.ifMatch] else { throw HTTPError(.preconditionRequired) }
        guard tag.hasPrefix("\""), tag.hasSuffix("\""),
            let version = Int(tag.dropFirst().dropLast())
        else { throw PreconditionFailed() }
        return version
    }
}
