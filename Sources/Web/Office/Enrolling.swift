import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Interchange
import Store

extension PeopleRoutes {
    @Sendable func showEnrolling(_ visit: Visit) async throws -> Response {
        let record = try await enrollable(visit)
        return EnrollingPage(visit, record).shown(visit.request)
    }

    @Sendable func enroll(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let record = try await enrollable(visit)
        do {
            let id = try await enroll(form, in: record.offering.id, visit)
            return Shown.redirect(.enrollment(record.offering.id, id), done: .enrolled)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return EnrollingPage(visit, record, form, mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    private func enroll(
        _ form: Form, in offering: ID<Offering>, _ visit: Visit
    ) async throws -> ID<Enrollment> {
        guard let name = form.filled("person") else {
            throw Invalid("/person", "missing", "Give an e-mail address or a registrar’s id.")
        }
        guard let role = Role(rawValue: form["role"]) else {
            throw Invalid("/role", "missing", "Choose a role.")
        }
        let person = try await records.personToEnroll(name, in: offering, by: visit.actor)
        return try await records.enroll(
            person.person.id, as: role, in: offering, section: form.section,
            state: EnrollmentState(form), startsOn: form.day("starts_on"), by: visit.actor,
            at: visit.now, once: visit.once(form))
    }

    private func enrollable(_ visit: Visit) async throws -> OfferingRecord {
        let record = try await records.offering(visit.id(), by: visit.actor)
        try Policy.check(.changeRoster, by: visit.actor, Ties(enrolledAs: record.role))
        return record
    }

    /// Links that are shown this once: they stand in the answer to the form, and in no address.
    @Sendable func invite(_ visit: Visit) async throws -> Response {
        _ = try await visit.form()
        let made = try await records.inviteAll(of: visit.id(), by: visit.actor, at: visit.now)
        return InvitationLinks.file(made, visit.request)
    }
}

/// One-time links as people get them.
enum InvitationLinks {
    /// A table for a mail merge.
    static func file(_ made: [MadeInvitation], _ request: Request) -> Response {
        let file = InvitationFile(
            made.map { .init(invitation: $0.invitation, token: $0.secret.text) },
            link: { link($0, request) })
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"invitations.csv\"",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }

    /// At the address by which the browser reached us: it says so itself with every form.
    static func link(_ secret: String, _ request: Request) -> String {
        let here = request.headers[.origin].flatMap { $0 == "null" ? nil : $0 }
        let origin = here ?? "https://\(request.head.authority ?? "localhost")"
        let invitation = Address.invitation.with([("code", secret)])
        return origin + invitation
    }
}
