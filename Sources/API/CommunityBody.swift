import Domain
import Foundation
import Store

/// When a live session recurs, in the community's own zone.
struct SessionTimesBody: Codable {
    /// RFC 5545, as in "FREQ=WEEKLY;BYDAY=WE".
    let recurrence: String
    /// "21:00"
    let starts: String
    let zone: String
    let minutes: Int

    init(_ session: Community.Session) {
        recurrence = session.recurrence
        starts = session.starts
        zone = session.zone
        minutes = session.minutes
    }

    var session: Community.Session {
        Community.Session(
            recurrence: recurrence, starts: starts, zone: zone, minutes: minutes)
    }
}

/// A place where patients or families meet online.
struct CommunityBody: Encodable {
    let id: ID<Community>
    let slug: String
    let name: String
    let url: String
    let kind: Community.Kind
    let audiences: [String]
    let conditions: [String]
    let languages: [String]
    let access: Community.Access
    let status: Community.Status
    let moderation: String
    let funding: String
    /// Parents write about children here, who did not consent.
    let subjectIsMinor: Bool
    let session: SessionTimesBody?
    let successorId: ID<Community>?
    let ownerContact: String?
    let lastChecked: Day?
    let sourceUrl: String?

    init(_ community: Community) {
        id = community.id
        slug = community.slug
        name = community.name
        url = community.url
        kind = community.kind
        audiences = community.audiences
        conditions = community.conditions
        languages = community.languages
        access = community.access
        status = community.status
        moderation = community.moderation
        funding = community.funding
        subjectIsMinor = community.subjectIsMinor
        session = community.session.map(SessionTimesBody.init)
        successorId = community.successor
        ownerContact = community.ownerContact
        lastChecked = community.lastChecked
        sourceUrl = community.sourceURL
    }
}

/// What staff send of a community: all that has no default for a new one, anything for an edit.
struct CommunityEdit: Decodable {
    let slug: String?
    let name: String?
    let url: String?
    let kind: Community.Kind?
    let audiences: [String]?
    let conditions: [String]?
    let languages: [String]?
    let access: Community.Access?
    let status: Community.Status?
    let moderation: String?
    let funding: String?
    let subjectIsMinor: Bool?
    let session: Clearable<SessionTimesBody>
    let successorId: Clearable<ID<Community>>
    let ownerContact: Clearable<String>
    let lastChecked: Clearable<Day>
    let sourceUrl: Clearable<String>

    /// Of a new community, which is proposed until someone has looked at it.
    func content() throws -> Community.Content {
        guard let slug, let name, let url, let kind, let access, let subjectIsMinor else {
            throw Missing.fields([
                ("slug", slug != nil), ("name", name != nil), ("url", url != nil),
                ("kind", kind != nil), ("access", access != nil),
                ("subject_is_minor", subjectIsMinor != nil),
            ])
        }
        return content(
            over: Community.Content(
                slug: slug, name: name, url: url, kind: kind, audiences: [], conditions: [],
                access: access, status: .proposed, subjectIsMinor: subjectIsMinor))
    }

    func content(over old: Community.Content) -> Community.Content {
        Community.Content(
            slug: slug ?? old.slug, name: name ?? old.name, url: url ?? old.url,
            kind: kind ?? old.kind, audiences: audiences ?? old.audiences,
            conditions: conditions ?? old.conditions, languages: languages ?? old.languages,
            access: access ?? old.access, status: status ?? old.status,
            moderation: moderation ?? old.moderation, funding: funding ?? old.funding,
            subjectIsMinor: subjectIsMinor ?? old.subjectIsMinor,
            session: session.map(\.session).over(old.session),
            successor: successorId.over(old.successor),
            ownerContact: ownerContact.over(old.ownerContact),
            lastChecked: lastChecked.over(old.lastChecked),
            sourceURL: sourceUrl.over(old.sourceURL))
    }
}
