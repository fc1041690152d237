package import Foundation

/// A link that works once: whoever has it sets the password of one account.
package struct Invitation: Sendable, Equatable {
    package enum Refusal: String, Refusing {
        /// Used, replaced by another one, expired, or never made: which of these isn't told.
        case invitationOver = "invitation-over"
        case accountDeactivated = "account-deactivated"
    }

    /// How long it works: two weeks, for those who read their mail after the holidays; a day where it
    /// opens an account in use, whose owner waits for it.
    package static func time(isInUse: Bool) -> TimeInterval {
        (isInUse ? 1 : 14) * 86_400
    }

    package let id: ID<Invitation>
    package let person: ID<Person>
    /// The chosen name.
    package let name: String
    package let email: String
    package let expiresAt: Date

    package init(
        id: ID<Invitation>, person: ID<Person>, name: String, email: String, expiresAt: Date
    ) {
        self.id = id
        self.person = person
        self.name = name
        self.email = email
        self.expiresAt = expiresAt
    }
}
