/// An entry of the catalog: where patients or families meet online.
package struct Community: Sendable, Equatable {
    package let id: ID<Community>
    package let slug: String
    package let name: String
    package let url: String
    package let kind: Kind
    package let audiences: [String]
    package let conditions: [String]
    package let languages: [String]
    package let access: Access
    package let status: Status
    package let moderation: String
    package let funding: String
    /// Parents write about children here, who did not consent.
    package let subjectIsMinor: Bool
    package let session: Session?
    package let successor: ID<Community>?
    /// Whom to ask, or who asked not to be observed.
    package let ownerContact: String?
    package let lastChecked: Day?
    package let sourceURL: String?
    package let version: Int

    package init(
        id: ID<Community>, slug: String, name: String, url: String, kind: Kind,
        audiences: [String], conditions: [String], languages: [String] = [], access: Access,
        status: Status, moderation: String = "", funding: String = "", subjectIsMinor: Bool,
        session: Session? = nil, successor: ID<Community>? = nil, ownerContact: String? = nil,
        lastChecked: Day? = nil, sourceURL: String? = nil, version: Int = 1
    ) {
        self.id = id
        self.slug = slug
        self.name = name
        self.url = url
        self.kind = kind
        self.audiences = audiences
        self.conditions = conditions
        self.languages = languages
        self.access = access
        self.status = status
        self.moderation = moderation
        self.funding = funding
        self.subjectIsMinor = subjectIsMinor
        self.session = session
        self.successor = successor
        self.ownerContact = ownerContact
        self.lastChecked = lastChecked
        self.sourceURL = sourceURL
        self.version = version
    }
}

extension Community {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case blog, forum, tweetchat, organization, network
        case socialGroup = "social_group"
        case event, directory
    }

    /// Who can read there.
    package enum Access: String, Sendable, Codable, CaseIterable {
        case `public`, account, members, closed
    }

    package enum Status: String, Sendable, Codable, CaseIterable {
        case proposed, active, dormant, moved, archived, declined, retired
    }

    /// A live session that recurs, in the community's own zone.
    package struct Session: Sendable, Equatable {
        /// RFC 5545, as in "FREQ=WEEKLY;BYDAY=WE".
        package let recurrence: String
        /// "21:00"
        package let starts: String
        package let zone: String
        package let minutes: Int

        package init(recurrence: String, starts: String, zone: String, minutes: Int) {
            self.recurrence = recurrence
            self.starts = starts
            self.zone = zone
            self.minutes = minutes
        }
    }
}
