import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// The accounts of the institution, for its office.
struct PersonRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/people", .verb(.managePeople), .ok, [.paged], filters: ["q"], use: list),
            Endpoint(
                .post, "/people", .verb(.managePeople), .created, [.json, .once, .refuses],
                use: add),
            Endpoint(.get, "/people/{id}", .verb(.managePeople), use: show),
            Endpoint(
                .patch, "/people/{id}", .verb(.managePeople), .ok, [.json, .version, .refuses],
                use: edit),
            Endpoint(
                .post, "/people/{id}/sign-out", .verb(.managePeople), .noContent,
                use: signOut),
            Endpoint(
                .delete, "/people/{id}/second-factor", .verb(.managePeople), .noContent,
                [.refuses], use: removeSecondFactor),
        ]
    }

    /// By chosen name; `q` is a part of a name or an address.
    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.people(
            search: request.query("q"), by: context.actor, request.page())
        return try Answer.page(page, of: request, PersonBody.init)
    }

    @Sendable func add(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: PersonEdit = try received.json()
        let id = try await records.addPerson(
            sent.content(), by: context.actor, at: context.receivedAt, once: received.once)
        return try await answer(id, context, .created)
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        try await answer(context.id(), context)
    }

    /// Fields that aren't sent stay as they are.
    @Sendable func edit(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<Person> = try context.id()
        let sent: PersonEdit = try await Received(request, context).json()
        let version = try request.version()
        let old = try await records.person(id, by: context.actor)
        try await records.edit(
            id, to: sent.content(over: old.content), version: version, by: context.actor,
            at: context.receivedAt)
        return try await answer(id, context)
    }

    /// Everywhere, and their tokens end: a device is lost.
    @Sendable func signOut(_ request: Request, _ context: Context) async throws -> Response {
        try await records.endEveryAccess(
            of: context.id(), by: context.actor, at: context.receivedAt)
        return Answer.nothing
    }

    /// Of someone who has lost their app and their recovery codes.
    @Sendable func removeSecondFactor(
        _ request: Request, _ context: Context
    ) async throws -> Response {
        try await records.removeSecondFactor(
            of: context.id(), by: context.actor, at: context.receivedAt)
        return Answer.nothing
    }

    private func answer(
        _ id: ID<Person>, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let record = try await records.person(id, by: context.actor)
        return try Answer.json(
            PersonBody(record), status, version: record.person.version,
            location: status == .created ? "\(API.prefix)/people/\(id)" : nil)
    }
}
