import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Where one is signed in, and the second factor. What answers with a secret takes no
/// Idempotency-Key; what changes the means to sign in asks for the password again. A token can't.
struct OwnSecurityRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/me/sessions", .signedIn, use: listSessions),
            Endpoint(.delete, "/me/sessions", .signedIn, .noContent, use: endOtherSessions),
            Endpoint(.delete, "/me/sessions/{id}", .signedIn, .noContent, use: endSession),
            Endpoint(.get, "/me/second-factor", .signedIn, use: show),
            Endpoint(.post, "/me/second-factor", .signedIn, .created, [.refuses], use: start),
            Endpoint(
                .post, "/me/second-factor/confirmation", .signedIn, .created,
                [.json, .refuses], use: confirm),
            Endpoint(
                .post, "/me/second-factor/recovery-codes", .signedIn, .created,
                [.json, .refuses], use: renewCodes),
            Endpoint(
                .post, "/me/second-factor/removal", .signedIn, .noContent,
                [.json, .refuses], use: remove),
        ]
    }

    struct SessionBody: Encodable {
        let id: ID<Session>
        let startedAt: Date
        /// To the minute.
        let lastUsedAt: Date
        let expiresAt: Date
        /// Whether it is the one that asks.
        let isCurrent: Bool

        init(_ session: Session) {
            id = session.id
            startedAt = session.startedAt
            lastUsedAt = session.lastUsedAt
            expiresAt = session.expiresAt
            isCurrent = session.isCurrent
        }
    }

    struct SessionsBody: Encodable { let items: [SessionBody] }

    @Sendable func listSessions(_ request: Request, _ context: Context) async throws -> Response {
        let sessions = try await records.ownSessions(
            request.secret, by: context.actor, at: context.receivedAt)
        return try Answer.json(SessionsBody(items: sessions.map(SessionBody.init)))
    }

    /// All but the one that asks.
    @Sendable func endOtherSessions(
        _ request: Request, _ context: Context
    ) async throws -> Response {
        try await records.endOtherSessions(
            keeping: request.own(), by: context.actor, at: context.receivedAt)
        return Answer.nothing
    }

    @Sendable func endSession(_ request: Request, _ context: Context) async throws -> Response {
        try await records.endSession(context.id(), by: context.actor, at: context.receivedAt)
        return Answer.nothing
    }

    struct FactorBody: Encodable {
        /// Whether this service can offer one.
        let isOffered: Bool
        let isOn: Bool
        let confirmedAt: Date?
        let recoveryCodesLeft: Int
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        let factor = try await records.ownSecondFactor(by: context.actor)
        return try Answer.json(
            FactorBody(
                isOffered: records.offersSecondFactor, isOn: factor?.isOn ?? false,
                confirmedAt: factor?.confirmedAt,
                recoveryCodesLeft: factor?.recoveryCodesLeft ?? 0))
    }

    struct SecretBody: Encodable {
        /// Base32, to be typed into an app.
        let secret: String
        /// `otpauth://totp/…`
        let address: String
    }

    /// Begun twice it is the same one.
    @Sendable func start(_ request: Request, _ context: Context) async throws -> Response {
        let actor = try context.actor
        try await records.startSecondFactor(by: actor, at: context.receivedAt)
        let secret = try await records.startedSecondFactor(by: actor)
        return try Answer.json(
            SecretBody(secret: secret.base32, address: secret.address), .created)
    }

    struct ConfirmationSent: Decodable {
        /// Six digits, of the app.
        let code: String
        let currentPassword: String
    }

    struct CodesBody: Encodable {
        /// Each works once.
        let recoveryCodes: [String]
    }

    @Sendable func confirm(_ request: Request, _ context: Context) async throws -> Response {
        let sent: ConfirmationSent = try await Received(request, context).json()
        let codes = try await records.confirmSecondFactor(
            code: sent.code, password: sent.currentPassword, keeping: request.own(),
            by: context.actor, at: context.receivedAt)
        return try Answer.json(CodesBody(recoveryCodes: codes), .created)
    }

    struct PasswordSent: Decodable { let currentPassword: String }

    /// Those from before end.
    @Sendable func renewCodes(_ request: Request, _ context: Context) async throws -> Response {
        let sent: PasswordSent = try await Received(request, context).json()
        let codes = try await records.renewRecoveryCodes(
            password: sent.currentPassword, by: context.actor, at: context.receivedAt)
        return try Answer.json(CodesBody(recoveryCodes: codes), .created)
    }

    @Sendable func remove(_ request: Request, _ context: Context) async throws -> Response {
        let sent: PasswordSent = try await Received(request, context).json()
        try await records.removeSecondFactor(
            password: sent.currentPassword, keeping: request.own(), by: context.actor,
            at: context.receivedAt)
        return Answer.nothing
    }
}

extension Request {
    /// The secret of the one who asks.
    fileprivate func own() throws -> Secret {
        guard let secret else { throw Unauthenticated() }
        return secret
    }
}
