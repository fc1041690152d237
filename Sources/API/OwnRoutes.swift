import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Interchange
import Store

/// The one who is signed in: who they are, their password, the observer's code.
struct OwnRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/me", .signedIn, use: show),
            Endpoint(.get, "/me/record", .signedIn, use: showRecord),
            Endpoint(
                .put, "/me/password", .signedIn, .noContent, [.json, .refuses],
                use: changePassword),
            Endpoint(.get, "/me/observer-code", .verb(.readCatalog), use: observerCode),
            Endpoint(
                .post, "/me/observer-code/acceptance", .verb(.readCatalog), .noContent,
                [.json, .refuses], use: acceptCode),
            Endpoint(
                .post, "/observer-codes", .verb(.editCatalog), .created, [.json],
                use: publishCode),
        ]
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        let actor = try context.actor
        let account = try await records.ownAccount(by: actor)
        return try Answer.json(OwnBody(account, scopes: actor.scopes))
    }

    /// A file with all that is kept about the one who asks. A token gets none.
    @Sendable func showRecord(_ request: Request, _ context: Context) async throws -> Response {
        let bytes = try await records.ownDossier(by: context.actor, at: context.receivedAt) {
            try $0.zip($1)
        }
        return Answer.archive(named: "record.zip", bytes)
    }

    struct PasswordSent: Decodable {
        let currentPassword: String
        let password: String
    }

    /// Ends the person's other sessions. A token can't.
    @Sendable func changePassword(
        _ request: Request, _ context: Context
    ) async throws -> Response {
        let sent: PasswordSent = try await Received(request, context).json()
        guard let secret = request.secret else { throw Unauthenticated() }
        try await records.changePassword(
            from: sent.currentPassword, to: sent.password, keeping: secret,
            by: context.actor, at: context.receivedAt)
        return Answer.nothing
    }

    struct CodeBody: Encodable {
        let number: Int
        let body: String
        let publishedAt: Date
        /// When the one who asks accepted it.
        let acceptedAt: Date?

        init(_ record: ObserverCodeRecord) {
            number = record.code.number
            body = record.code.body
            publishedAt = record.code.publishedAt
            acceptedAt = record.acceptedAt
        }
    }

    @Sendable func observerCode(_ request: Request, _ context: Context) async throws -> Response {
        try Answer.json(CodeBody(await records.observerCode(by: context.actor)))
    }

    struct AcceptanceSent: Decodable {
        /// The version that was read.
        let number: Int
    }

    @Sendable func acceptCode(_ request: Request, _ context: Context) async throws -> Response {
        let sent: AcceptanceSent = try await Received(request, context).json()
        try await records.acceptObserverCode(
            sent.number, by: context.actor, at: context.receivedAt)
        return Answer.nothing
    }

    struct CodeSent: Decodable { let body: String }

    @Sendable func publishCode(_ request: Request, _ context: Context) async throws -> Response {
        let sent: CodeSent = try await Received(request, context).json()
        _ = try await records.publishObserverCode(
            sent.body, by: context.actor, at: context.receivedAt)
        return try Answer.json(
            CodeBody(await records.observerCode(by: context.actor)), .created)
    }
}

/// Who is signed in, where, and in which offerings.
struct OwnBody: Encodable {
    let person: PersonBody
    let institution: InstitutionPart
    let enrollments: [EnrollmentPart]
    /// Whether the observer's code waits to be accepted.
    let mustAcceptCode: Bool
    /// Of the token that is used; null for a session, which isn't narrowed.
    let scopes: [String]?

    struct InstitutionPart: Encodable {
        let id: ID<Institution>
        let slug: String
        let name: String
        let zone: String
    }

    struct EnrollmentPart: Encodable {
        let id: ID<Enrollment>
        let offeringId: ID<Offering>
        let offeringTitle: String
        let role: Role
        let state: EnrollmentState
    }

    init(_ account: OwnAccount, scopes: Set<TokenScope>?) {
        let school = account.institution
        person = PersonBody(account.record)
        institution = InstitutionPart(
            id: school.id, slug: school.slug, name: school.name, zone: school.zone)
        enrollments = account.places.map {
            EnrollmentPart(
                id: $0.enrollment, offeringId: $0.offering, offeringTitle: $0.offeringTitle,
                role: $0.role, state: $0.state)
        }
        mustAcceptCode = account.mustAcceptCode
        self.scopes = scopes?.map(\.rawValue).sorted()
    }
}
