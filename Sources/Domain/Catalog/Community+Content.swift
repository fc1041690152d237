import Foundation

extension Community {
    package enum Refusal: String, Refusing {
        case slugTaken = "community-slug-taken"
    }

    /// What staff say of a community.
    package struct Content: Sendable, Equatable {
        package var slug: String
        package var name: String
        package var url: String
        package var kind: Kind
        package var audiences: [String]
        package var conditions: [String]
        package var languages: [String]
        package var access: Access
        package var status: Status
        package var moderation: String
        package var funding: String
        package var subjectIsMinor: Bool
        package var session: Session?
        package var successor: ID<Community>?
        package var ownerContact: String?
        package var lastChecked: Day?
        package var sourceURL: String?

        package init(
            slug: String, name: String, url: String, kind: Kind, audiences: [String],
            conditions: [String], languages: [String] = [], access: Access, status: Status,
            moderation: String = "", funding: String = "", subjectIsMinor: Bool,
            session: Session? = nil, successor: ID<Community>? = nil,
            ownerContact: String? = nil, lastChecked: Day? = nil, sourceURL: String? = nil
        ) {
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
        }
    }

    package var content: Content {
        Content(
            slug: slug, name: name, url: url, kind: kind, audiences: audiences,
            conditions: conditions, languages: languages, access: access, status: status,
            moderation: moderation, funding: funding, subjectIsMinor: subjectIsMinor,
            session: session, successor: successor, ownerContact: ownerContact,
            lastChecked: lastChecked, sourceURL: sourceURL)
    }
}

extension Community.Content {
    /// Every fault of form at once, each at its field.
    package func check() throws(Invalid) {
        var faults = Faults()
        faults.need(
            slug.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil && slug.isAtMost(60), "/slug",
            "form", "Small letters, digits and single hyphens, at most 60: a-patients-blog.")
        faults.need(
            !name.isBlank && name.isAtMost(200), "/name", "length", "Give 1 to 200 characters.")
        faults.need(Self.isWeb(url), "/url", "form", Self.wholeAddress)
        faults.need(sourceURL.map(Self.isWeb) ?? true, "/source_url", "form", Self.wholeAddress)
        faults.checkTerms(audiences, "/audiences")
        faults.checkTerms(conditions, "/conditions")
        for (place, language) in languages.enumerated() {
            faults.need(
                language.wholeMatch(of: /[a-z]{2,3}(-[A-Za-z0-9]{2,8})*/) != nil,
                "/languages/\(place)", "form", "Give a language tag, as en or pt-BR.")
        }
        let texts = [
            (moderation, "/moderation"), (funding, "/funding"),
            (ownerContact ?? "", "/owner_contact"),
        ]
        for (text, pointer) in texts {
            faults.need(text.isAtMost(2000), pointer, "length", "Give at most 2,000 characters.")
        }
        if let session { faults.check(session) }
        try faults.end()
    }

    private static let wholeAddress =
        "Write a whole address that begins with https:// or http://."

    private static func isWeb(_ text: String) -> Bool {
        guard text.isAtMost(2000), let url = URLComponents(string: text) else { return false }
        return ["http", "https"].contains(url.scheme) && url.host?.contains(".") == true
            && url.user == nil
    }
}

extension Faults {
    fileprivate mutating func checkTerms(_ terms: [String], _ pointer: String) {
        need((1...20).contains(terms.count), pointer, "length", "Give 1 to 20 of them.")
        for (place, term) in terms.enumerated() {
            need(
                !term.isBlank && term.isAtMost(300), "\(pointer)/\(place)", "length",
                "Give 1 to 300 characters.")
        }
    }

    fileprivate mutating func check(_ session: Community.Session) {
        need(
            session.recurrence.hasPrefix("FREQ=") && session.recurrence.isAtMost(200),
            "/session/recurrence", "form", "Write a rule such as FREQ=WEEKLY;BYDAY=WE.")
        need(
            session.starts.wholeMatch(of: /(?:[01][0-9]|2[0-3]):[0-5][0-9]/) != nil,
            "/session/starts", "form", "Write the time as HH:MM, from 00:00 to 23:59.")
        need(
            TimeZone.isKnown(session.zone), "/session/zone", "unknown",
            "A zone is named as in America/New_York.")
        need(
            (1...1440).contains(session.minutes), "/session/minutes", "out-of-range",
            "Give 1 to 1440 minutes.")
    }
}
