import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Signing in and out.
struct SessionRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/sessions", .anyone, .created, [.json, .asksMore, .hashes],
                use: signIn),
            Endpoint(
                .post, "/sessions/second-factor", .anyone, .created, [.json, .refuses],
                use: sendCode),
            Endpoint(.delete, "/sessions/current", .signedIn, .noContent, use: signOut),
        ]
    }

    struct Credentials: Decodable {
        let institution: String
        let email: String
        let password: String
    }

    struct SessionBody: Encodable {
        let token: String
        let personId: ID<Person>
        let expiresAt: Date

        init(_ session: SignedIn) {
            token = session.secret.text
            personId = session.person
            expiresAt = session.expiresAt
        }
    }

    /// What a right password answers of someone who has a second factor.
    struct ChallengeBody: Encodable {
        let challenge: String
        let expiresAt: Date
    }

    /// Answers with a secret, so it takes no Idempotency-Key. With 202 where a code is asked for.
    @Sendable func signIn(_ request: Request, _ context: Context) async throws -> Response {
        let sent: Credentials = try await Received(request, context).json()
        let answer: SignInAnswer
        do {
            answer = try await records.signIn(
                sent.email, sent.password, at: sent.institution, from: context.address,
                requestID: context.requestID, at: context.receivedAt)
        } catch is Unauthenticated {
            throw WrongCredentials()
        }
        switch answer {
        case .signedIn(let session): return try Answer.json(SessionBody(session), .created)
        case .asksForCode(let challenge, let end):
            return try Answer.json(
                ChallengeBody(challenge: challenge.text, expiresAt: end), .accepted)
        }
    }

    struct CodeSent: Decodable {
        let challenge: String
        /// Of the app, or a recovery code.
        let code: String
    }

    @Sendable func sendCode(_ request: Request, _ context: Context) async throws -> Response {
        let sent: CodeSent = try await Received(request, context).json()
        guard let challenge = Secret(text: sent.challenge) else {
            throw SecondFactor.Refusal.signInOver
        }
        let session = try await records.signIn(
            waiting: challenge, code: sent.code, from: context.address,
            requestID: context.requestID, at: context.receivedAt)
        return try Answer.json(SessionBody(session), .created)
    }

    @Sendable func signOut(_ request: Request, _ context: Context) async throws -> Response {
        guard let secret = request.secret else { throw Unauthenticated() }
        try await records.signOut(secret, by: context.actor, at: context.receivedAt)
        return Answer.nothing
    }
}
