/// Who acts: a person, signed in or by a token, or a named operator of the admin tool.
package struct Actor: Sendable, Equatable {
    package enum Identity: Sendable, Hashable {
        case person(ID<Person>)
        case `operator`(String)
    }

    package let institution: ID<Institution>
    package let identity: Identity
    /// What the institution appointed the person to, beside their enrollments.
    package let roles: Set<Role>
    /// What the token may be used for; nil for a session, which isn't narrowed.
    package let scopes: Set<TokenScope>?
    /// The token that is used; nil for a session.
    package let token: ID<Token>?
    package let requestID: String

    package init(
        institution: ID<Institution>, identity: Identity, roles: Set<Role> = [],
        scopes: Set<TokenScope>? = nil, token: ID<Token>? = nil, requestID: String
    ) {
        self.institution = institution
        self.identity = identity
        self.roles = roles
        self.scopes = scopes
        self.token = token
        self.requestID = requestID
    }

    package var person: ID<Person>? {
        if case .person(let id) = identity { id } else { nil }
    }

    package var operatorName: String? {
        if case .operator(let name) = identity { name } else { nil }
    }

    /// Whether the way of signing in covers the scope. What the role allows is `Policy`'s to say.
    package func covers(_ scope: TokenScope) -> Bool {
        scopes?.contains(scope) ?? true
    }
}
