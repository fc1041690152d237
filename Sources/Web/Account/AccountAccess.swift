import Domain
import Foundation

/// What lets in as the one who is signed in: sessions, tokens, the second factor.
struct AccountAccess: Sendable {
    struct Place: Sendable {
        let since: Moment
        let used: Moment
        let isCurrent: Bool
        /// Nil of the one that asks.
        let end: String?
    }

    struct Key: Sendable {
        let name: String
        let scopes: String
        let until: Moment
        let end: String
    }

    let sessions: [Place]
    /// Nil where there is no other.
    let endOthers: String?
    let hasTokens: Bool
    let tokens: [Key]
    let factor: String
    let factorLink: String
    let secondFactor = Address.secondFactor.path

    init(_ visit: Visit, _ sessions: [Session], _ tokens: [Token], _ factor: SecondFactor?) {
        self.sessions = sessions.map {
            Place(
                since: visit.moment($0.startedAt), used: visit.moment($0.lastUsedAt),
                isCurrent: $0.isCurrent, end: $0.isCurrent ? nil : Address.session($0.id).path)
        }
        endOthers = sessions.allSatisfy(\.isCurrent) ? nil : Address.sessions.path
        hasTokens = !tokens.isEmpty
        self.tokens = tokens.map {
            Key(
                name: $0.name, scopes: $0.scopes.map(\.rawValue).sorted().joined(separator: ", "),
                until: visit.moment($0.expiresAt), end: Address.token($0.id).path)
        }
        switch factor?.isOn {
        case true?:
            self.factor = "It is on: after the password a code is asked for."
            factorLink = "See it"
        case false?:
            self.factor = "It is being set up, and isn’t asked for yet."
            factorLink = "Go on"
        case nil:
            self.factor = "A code from an app on your phone, asked for after the password."
            factorLink = "Set it up"
        }
    }
}
