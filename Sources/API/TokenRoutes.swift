import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// The API tokens of the one who is signed in; nobody sees another's.
struct TokenRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/me/tokens", .verb(.manageOwnTokens), .ok, [.paged], use: list),
            Endpoint(
                .post, "/me/tokens", .verb(.manageOwnTokens), .created, [.json, .refuses],
                use: create),
            Endpoint(
                .delete, "/me/tokens/{id}", .verb(.manageOwnTokens), .noContent, use: revoke),
        ]
    }

    struct TokenBody: Encodable {
        let id: ID<Token>
        let name: String
        let scopes: [String]
        let createdAt: Date
        let expiresAt: Date
        /// To the minute.
        let lastUsedAt: Date?
        let revokedAt: Date?
        /// Only in the answer that makes it.
        var token: String?

        init(_ token: Token) {
            id = token.id
            name = token.name
            scopes = token.scopes.map(\.rawValue).sorted()
            createdAt = token.createdAt
            expiresAt = token.expiresAt
            lastUsedAt = token.lastUsedAt
            revokedAt = token.revokedAt
        }
    }

    struct TokenSent: Decodable {
        let name: String
        let scopes: [TokenScope]
        /// Within a year.
        let expiresAt: Date
        /// It outlives the session that makes it.
        let currentPassword: String
    }

    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let actor = try context.actor
        let page = try await records.tokens(of: actor.ownID, by: actor, request.page())
        return try Answer.page(page, of: request, TokenBody.init)
    }

    /// Answers with a secret, so it takes no Idempotency-Key.
    @Sendable func create(_ request: Request, _ context: Context) async throws -> Response {
        let sent: TokenSent = try await Received(request, context).json()
        let actor = try context.actor
        let made = try await records.createOwnToken(
            Token.Content(name: sent.name, scopes: Set(sent.scopes), expiresAt: sent.expiresAt),
            password: sent.currentPassword, by: actor, at: context.receivedAt)
        var body = TokenBody(made.token)
        body.token = made.secret.text
        return try Answer.json(body, .created)
    }

    @Sendable func revoke(_ request: Request, _ context: Context) async throws -> Response {
        try await records.revokeToken(context.id(), by: context.actor, at: context.receivedAt)
        return Answer.nothing
    }
}

extension Actor {
    /// Over HTTP everyone is a person.
    fileprivate var ownID: ID<Person> {
        get throws {
            guard let person else { throw Unauthenticated() }
            return person
        }
    }
}
