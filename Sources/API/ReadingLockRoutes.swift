import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Who reads a submission at this moment.
struct ReadingLockRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        let path = "/submissions/{id}/reading-lock"
        return [
            Endpoint(.get, path, .verb(.writeFeedback), use: show),
            Endpoint(.put, path, .verb(.writeFeedback), .ok, [.refuses], use: begin),
            Endpoint(.delete, path, .verb(.writeFeedback), .noContent, use: end),
        ]
    }

    struct Body: Encodable {
        /// Left out where nobody reads it.
        let lock: ReadingLockBody?
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        let lock = try await records.readingLock(
            on: context.id(), by: context.actor, at: context.receivedAt)
        return try Answer.json(Body(lock: lock.map { ReadingLockBody($0, seenBy: context) }))
    }

    /// Again before it ends to keep it. Repeating it changes no more than the time.
    @Sendable func begin(_ request: Request, _ context: Context) async throws -> Response {
        let lock = try await records.beginReading(
            context.id(), by: context.actor, at: context.receivedAt)
        return try Answer.json(Body(lock: ReadingLockBody(lock, seenBy: context)))
    }

    @Sendable func end(_ request: Request, _ context: Context) async throws -> Response {
        try await records.endReading(
            context.id(), by: context.actor, at: context.receivedAt)
        return Answer.nothing
    }
}

struct ReadingLockBody: Encodable {
    let readerId: ID<Person>
    let readerName: String
    let until: Date
    /// The one who asks holds it.
    let isOwn: Bool

    init(_ lock: ReadingLock, seenBy context: Context) {
        readerId = lock.reader
        readerName = lock.readerName
        until = lock.until
        isOwn = context.signedIn?.person == lock.reader
    }
}
