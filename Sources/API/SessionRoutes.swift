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
            Endpoint(.post, "/sessions", .anyone, .created, [.json, .authenticates], use: signIn),
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
    }

    /// Answers with a secret, so it takes no Idempotency-Key.
    @Sendable func signIn(_ request: Request, _ context: Context) async throws -> Response {
        let sent: Credentials = try await Received(request, context).json()
        let session: SignedIn
        do {
            session = try await records.signIn(
                sent.email, sent.password, at: sent.institution, from: context.address,
                requestID: context.requestID, at: context.receivedAt)
        } catch is Unauthenticated {
            throw WrongCredentials()
        }
        return try Answer.json(
            SessionBody(
                token: session.secret.text, personId: session.person,
                expiresAt: session.expiresAt),
            .created)
    }

    @Sendable func signOut(_ request: Request, _ context: Context) async throws -> Response {
        guard let secret = request.secret else { throw Unauthenticated() }
        try await records.signOut(secret, by: context.actor, at: context.receivedAt)
        return Answer.nothing
    }
}
