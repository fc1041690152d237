import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Offerings with their sections, and the grade rules of these.
struct OfferingRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/offerings", .signedIn, .ok, [.paged], use: list),
            Endpoint(
                .post, "/offerings", .verb(.createOffering), .created,
                [.json, .once, .refuses], use: create),
            Endpoint(.get, "/offerings/{id}", .verb(.readOffering), use: show),
            Endpoint(
                .patch, "/offerings/{id}", .verb(.editOffering), .ok,
                [.json, .version, .refuses], use: edit),
            Endpoint(
                .get, "/offerings/{id}/copy-preview", .verb(.createOffering),
                filters: ["starts_on", "ends_on"], use: previewCopy),
            Endpoint(
                .post, "/offerings/{id}/copies", .verb(.createOffering), .created,
                [.json, .once, .refuses], use: copy),
            Endpoint(
                .post, "/offerings/{id}/finalization", .verb(.approveGrade), .created, [.once],
                use: finalize),
            Endpoint(.get, "/sections/{id}/grade-rule", .verb(.readOffering), use: rule),
            Endpoint(
                .put, "/sections/{id}/grade-rule", .verb(.setGradeRule), .ok,
                [.json, .version, .refuses], use: setRule),
        ]
    }

    /// Those that the one who asks takes part in, the latest first; the office sees all.
    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.offerings(by: context.actor, request.page())
        return try Answer.page(page, of: request) {
            OfferingBody($0, at: context.receivedAt)
        }
    }

    @Sendable func create(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let (course, content) = try received.json(OfferingEdit.self).newContent()
        let id = try await records.createOffering(
            content, of: course, by: context.actor, at: context.receivedAt, once: received.once)
        return try await answer(id, context, .created)
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        try await answer(context.id(), context)
    }

    /// Fields and sections that aren't sent stay as they are.
    @Sendable func edit(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<Offering> = try context.id()
        let sent: OfferingEdit = try await Received(request, context).json()
        let version = try request.version()
        let old = try await records.offering(id, by: context.actor)
        try await records.edit(
            id, to: sent.content(over: old.content), version: version, by: context.actor,
            at: context.receivedAt)
        return try await answer(id, context)
    }

    struct CopyPreviewBody: Encodable {
        struct Part: Encodable {
            let title: String
            let oldOpensAt: Date
            let opensAt: Date
            let oldDueAt: Date
            let dueAt: Date
        }

        let startsOn: Day
        let endsOn: Day
        let explorations: [Part]

        init(_ copy: OfferingCopy) {
            startsOn = copy.content.startsOn
            endsOn = copy.content.endsOn
            explorations = copy.parts.map {
                Part(
                    title: $0.title, oldOpensAt: $0.oldOpensAt, opensAt: $0.opensAt,
                    oldDueAt: $0.oldDueAt, dueAt: $0.dueAt)
            }
        }
    }

    @Sendable func previewCopy(_ request: Request, _ context: Context) async throws -> Response {
        guard let startsOn = try request.day("starts_on") else {
            throw Invalid("?starts_on", "missing", "Say when the copy starts.")
        }
        let copy = try await records.planCopy(
            of: context.id(), title: "", startsOn: startsOn, endsOn: request.day("ends_on"),
            by: context.actor)
        return try Answer.json(CopyPreviewBody(copy))
    }

    struct CopySent: Decodable {
        let title: String
        let startsOn: Day
        /// Left out: as long as the old one.
        let endsOn: Day?
    }

    @Sendable func copy(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: CopySent = try received.json()
        let id = try await records.copyOffering(
            context.id(), title: sent.title, startsOn: sent.startsOn, endsOn: sent.endsOn,
            by: context.actor, at: context.receivedAt, once: received.once)
        return try await answer(id, context, .created)
    }

    @Sendable func finalize(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<Offering> = try context.id()
        let received = try await Received(request, context)
        try await records.finalize(
            id, by: context.actor, at: context.receivedAt, once: received.once)
        return try await answer(id, context, .created)
    }

    @Sendable func rule(_ request: Request, _ context: Context) async throws -> Response {
        let record = try await records.gradeRule(of: context.id(), by: context.actor)
        return try Answer.json(GradeRuleBody(record), version: record.number)
    }

    /// The version is the number of the rule that holds; 0 where there is none.
    @Sendable func setRule(_ request: Request, _ context: Context) async throws -> Response {
        let sent: GradeRuleSent = try await Received(request, context).json()
        let record = try await records.setGradeRule(
            sent.rule(), of: context.id(), latest: request.version(), by: context.actor,
            at: context.receivedAt)
        return try Answer.json(GradeRuleBody(record), version: record.number)
    }

    private func answer(
        _ id: ID<Offering>, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let record = try await records.offering(id, by: context.actor)
        return try Answer.json(
            OfferingBody(record, at: context.receivedAt), status, version: record.offering.version,
            location: status == .created ? "\(API.prefix)/offerings/\(id)" : nil)
    }
}
