import Domain
import Foundation

/// A community as someone who is sent there needs to know it.
struct CommunityCard: Sendable {
    let name: String
    let href: String
    /// Its own address; nil where nobody is to go there.
    let site: String?
    let kind: String
    let audience: String?
    let session: String?
    let warnings: [String]

    init(_ community: Community) {
        let mayBeRead = Community.isObservable(community.status, community.access)
        name = community.name
        href = Address.community(community.id).path
        site = mayBeRead && community.url.hasPrefix("http") ? community.url : nil
        kind = community.kind.words
        audience = community.audiences.isEmpty ? nil : community.audiences.joined(separator: ", ")
        session = community.session.map(\.words)
        warnings = [
            community.status.warning, community.access.warning,
            community.subjectIsMinor
                ? "Parents write about children here, who did not consent. Nothing that could lead to a "
                    + "child belongs in what you write." : nil,
        ].compactMap { $0 }
    }
}

extension Community.Kind {
    var words: String {
        switch self {
        case .socialGroup: "social group"
        case .tweetchat: "live chat"
        default: rawValue
        }
    }
}

extension Community.Access {
    fileprivate var warning: String? {
        switch self {
        case .public: nil
        case .account:
            "It is read with a free account. Use one only if you agree to; otherwise ask your instructor "
                + "for a transcript."
        case .members, .closed:
            "Only its members read here. Don’t join in order to observe: tell your instructor."
        }
    }
}

extension Community.Status {
    fileprivate var warning: String? {
        switch self {
        case .active: nil
        case .declined:
            "Its owner asked not to be observed. Don’t read there; your instructor gives you another."
        case .retired: "It isn’t used any more. Your instructor gives you another."
        case .proposed: "Your staff haven’t looked at it yet. Ask your instructor before you read."
        case .dormant: "Little is written there now; read what is there."
        case .moved: "It has moved: the address may lead you on."
        case .archived: "Nothing new is written there; the archive can be read."
        }
    }
}

extension Community.Session {
    /// "Live: Wed 21:00 (New York), 60 minutes"
    fileprivate var words: String {
        let days = [
            "MO": "Mon", "TU": "Tue", "WE": "Wed", "TH": "Thu", "FR": "Fri", "SA": "Sat",
            "SU": "Sun",
        ]
        let parts = recurrence.split(separator: ";")
        let byDay = parts.first { $0.hasPrefix("BYDAY=") }?.dropFirst(6) ?? ""
        let named = byDay.split(separator: ",").compactMap { days[String($0.suffix(2))] }
        let when = named.isEmpty ? recurrence : named.joined(separator: ", ")
        return "Live: \(when) \(starts) (\(zone.zoneCity)), \(minutes) minutes"
    }
}
