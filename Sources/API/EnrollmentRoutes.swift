import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Who is in an offering, what was granted to them, and under which names.
struct EnrollmentRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/offerings/{id}/enrollments", .verb(.readRoster), .ok, [.paged],
                filters: ["role", "state", "section_id"], use: list),
            Endpoint(
                .post, "/offerings/{id}/enrollments", .verb(.changeRoster), .created,
                [.json, .once, .refuses], use: enroll),
            Endpoint(.get, "/enrollments/{id}", .verb(.readRoster), use: show),
            Endpoint(
                .patch, "/enrollments/{id}", .verb(.changeRoster), .ok,
                [.json, .version, .refuses], use: change),
            Endpoint(
                .post, "/enrollments/{id}/accommodations", .verb(.grantAccommodation), .created,
                [.json, .once], use: grant),
            Endpoint(
                .delete, "/enrollments/{id}/accommodations/{accommodation}",
                .verb(.grantAccommodation), .noContent, use: endAccommodation),
            Endpoint(
                .post, "/offerings/{id}/aliases", .verb(.editOffering), .created,
                [.json, .once, .refuses], use: assignAliases),
            Endpoint(
                .post, "/offerings/{id}/alias-revelations", .verb(.revealAlias), .created,
                [.json], use: reveal),
        ]
    }

    /// By name.
    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let filter = EnrollmentFilter(
            role: try request.choice("role"), state: try request.choice("state"),
            section: try request.id(query: "section_id"))
        let page = try await records.enrollments(
            of: context.id(), filter, by: context.actor, request.page())
        return try Answer.page(page, of: request, EnrollmentBody.init)
    }

    @Sendable func enroll(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: EnrollmentSent = try received.json()
        let id = try await records.enroll(
            sent.personId, as: sent.role, in: context.id(), section: sent.sectionId,
            state: sent.state ?? .enrolled, startsOn: sent.startsOn, by: context.actor,
            at: context.receivedAt, once: received.once)
        return try await answer(id, context, .created)
    }

    @Sendable func endAccommodation(
        _ request: Request, _ context: Context
    ) async throws -> Response {
        try await records.endAccommodation(
            context.id("accommodation"), of: context.id(), by: context.actor,
            at: context.receivedAt)
        return Answer.nothing
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        try await answer(context.id(), context)
    }

    @Sendable func change(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<Enrollment> = try context.id()
        let sent: EnrollmentEdit = try await Received(request, context).json()
        let version = try request.version()
        let old = try await records.enrollment(id, by: context.actor).enrollment
        try await records.change(
            id, to: sent.state ?? old.state, section: sent.sectionId ?? old.section,
            effectiveOn: sent.effectiveOn, version: version, by: context.actor,
            at: context.receivedAt)
        return try await answer(id, context)
    }

    /// Due times of the learner's assignments move at once.
    @Sendable func grant(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: AccommodationSent = try received.json()
        let id: ID<Enrollment> = try context.id()
        _ = try await records.grant(
            Accommodation.Content(
                timeFactor: Share(thousandths: sent.timeFactorThousandths), until: sent.until),
            to: id, by: context.actor, at: context.receivedAt, once: received.once)
        return try await answer(id, context, .created)
    }

    /// To learners who have none; no name is given out twice.
    @Sendable func assignAliases(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: AliasesSent = try received.json()
        let count = try await records.assignAliases(
            from: sent.theme, in: context.id(), by: context.actor, at: context.receivedAt,
            once: received.once)
        return try Answer.json(AliasesBody(assigned: count), .created)
    }

    struct RevelationSent: Decodable {
        let alias: String
        let reason: RevelationReason
    }

    struct RevelationBody: Encodable {
        let enrollmentId: ID<Enrollment>
        let personId: ID<Person>
        let name: String
    }

    /// Each time is recorded, so it takes no key.
    @Sendable func reveal(_ request: Request, _ context: Context) async throws -> Response {
        let sent: RevelationSent = try await Received(request, context).json()
        guard let alias = Alias(sent.alias) else {
            throw Invalid("/alias", "missing", "Give the alias.")
        }
        let record = try await records.reveal(
            alias, in: context.id(), reason: sent.reason, by: context.actor,
            at: context.receivedAt)
        return try Answer.json(
            RevelationBody(
                enrollmentId: record.enrollment.id, personId: record.enrollment.person,
                name: record.name), .created)
    }

    private func answer(
        _ id: ID<Enrollment>, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let record = try await records.enrollment(id, by: context.actor)
        return try Answer.json(
            EnrollmentBody(record), status, version: record.enrollment.version,
            location: status == .created ? "\(API.prefix)/enrollments/\(id)" : nil)
    }
}
