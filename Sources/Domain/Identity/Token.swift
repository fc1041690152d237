package import Foundation

/// A token of the API: a person's, narrowed to scopes, for some time. Its secret is shown once.
package struct Token: Sendable, Equatable {
    package enum Refusal: String, Refusing {
        /// Each has a bucket of its own at the door: without a bound there would be none.
        case tooMany = "too-many-tokens"
    }

    /// How many of one person may be valid at once.
    package static let most = 20

    package let id: ID<Token>
    package let person: ID<Person>
    package let name: String
    package let scopes: Set<TokenScope>
    package let createdAt: Date
    package let expiresAt: Date
    /// To the minute.
    package let lastUsedAt: Date?
    package let revokedAt: Date?

    package init(
        id: ID<Token>, person: ID<Person>, name: String, scopes: Set<TokenScope>,
        createdAt: Date, expiresAt: Date, lastUsedAt: Date?, revokedAt: Date?
    ) {
        self.id = id
        self.person = person
        self.name = name
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
    }

    /// What is asked for when one is made.
    package struct Content: Sendable, Equatable {
        /// A year and a day.
        package static let longest: TimeInterval = 366 * 86_400

        package let name: String
        package let scopes: Set<TokenScope>
        package let expiresAt: Date

        package init(name: String, scopes: Set<TokenScope>, expiresAt: Date) {
            self.name = name
            self.scopes = scopes
            self.expiresAt = expiresAt
        }

        /// Refuses what can't be a token, every fault at once.
        package func check(at now: Date) throws(Invalid) {
            var faults: [Invalid.Fault] = []
            if name.isBlank || !name.isAtMost(100) {
                faults.append(
                    .init(
                        pointer: "/name", code: "length", detail: "A name has 1 to 100 characters."
                    ))
            }
            if scopes.isEmpty {
                let all = TokenScope.allCases.map(\.rawValue).joined(separator: ", ")
                faults.append(
                    .init(pointer: "/scopes", code: "missing", detail: "Give some of: \(all)."))
            }
            if expiresAt <= now || expiresAt > now.addingTimeInterval(Self.longest) {
                faults.append(
                    .init(
                        pointer: "/expires_at", code: "out-of-range",
                        detail: "A token ends within a year from now."))
            }
            guard faults.isEmpty else { throw Invalid(faults) }
        }
    }
}
