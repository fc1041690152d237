import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Interchange
import Store

/// One-time links by which people set their passwords. Every answer that makes one holds a secret,
/// so none takes an Idempotency-Key: a repeated request makes another, and ends the one before.
struct InvitationRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/people/{id}/invitations", .verb(.managePeople), .created, [.refuses],
                use: invite),
            Endpoint(
                .post, "/invitations", .verb(.managePeople), .created, [.json], use: inviteAll),
            Endpoint(
                .post, "/invitations/lookup", .anyone, .ok, [.json, .refuses], use: lookup),
            Endpoint(
                .post, "/invitations/acceptance", .anyone, .noContent, [.json, .refuses],
                use: accept),
        ]
    }

    struct InvitationBody: Encodable {
        let personId: ID<Person>
        let name: String
        let email: String
        let expiresAt: Date
        /// Works once.
        let token: String

        init(_ made: MadeInvitation) {
            personId = made.invitation.person
            name = made.invitation.name
            email = made.invitation.email
            expiresAt = made.invitation.expiresAt
            token = made.secret.text
        }
    }

    @Sendable func invite(_ request: Request, _ context: Context) async throws -> Response {
        let made = try await records.invite(
            context.id(), by: context.actor, at: context.receivedAt)
        return try Answer.json(InvitationBody(made), .created)
    }

    struct AllSent: Decodable {
        /// Left out: the whole institution.
        let offeringId: ID<Offering>?
    }

    /// A table for a mail merge: those who have no password yet.
    @Sendable func inviteAll(_ request: Request, _ context: Context) async throws -> Response {
        let sent: AllSent = try await Received(request, context).json()
        let made = try await records.inviteAll(
            of: sent.offeringId, by: context.actor, at: context.receivedAt)
        let table = InvitationFile(
            made.map { InvitationFile.Row(invitation: $0.invitation, token: $0.secret.text) })
        return Response(
            status: .created,
            headers: [
                .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"invitations.csv\"",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: table.bytes)))
    }

    struct TokenSent: Decodable {
        let token: String
    }

    struct LookupBody: Encodable {
        let name: String
        let email: String
        let expiresAt: Date
    }

    /// By POST: a secret doesn't belong into an address, which logs keep.
    @Sendable func lookup(_ request: Request, _ context: Context) async throws -> Response {
        let sent: TokenSent = try await Received(request, context).json()
        let found = try await records.invitation(
            Self.secret(sent.token), at: context.receivedAt)
        return try Answer.json(
            LookupBody(name: found.name, email: found.email, expiresAt: found.expiresAt))
    }

    struct AcceptanceSent: Decodable {
        let token: String
        let password: String
    }

    @Sendable func accept(_ request: Request, _ context: Context) async throws -> Response {
        let sent: AcceptanceSent = try await Received(request, context).json()
        try await records.acceptInvitation(
            Self.secret(sent.token), password: sent.password, requestID: context.requestID,
            at: context.receivedAt)
        return Answer.nothing
    }

    private static func secret(_ text: String) throws -> Secret {
        guard let secret = Secret(text: text.trimmingCharacters(in: .whitespacesAndNewlines))
        else { throw Invitation.Refusal.invitationOver }
        return secret
    }
}
