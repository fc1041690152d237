import Domain
import Foundation
import Postgres

extension Community {
    static let columns: SQL = """
        id, slug, name, url, kind, audiences, conditions, languages, access, status, moderation,
        funding, subject_is_minor, session_rrule, session_starts, session_zone, session_minutes,
        successor_id, owner_contact, last_checked, source_url, version
        """

    static func one(_ which: SQL, in institution: ID<Institution>) -> SQL {
        "SELECT \(columns) FROM community WHERE institution_id = \(institution) AND \(which)"
    }

    init(_ row: Row) throws {
        self.init(
            id: try row["id"], slug: try row["slug"], name: try row["name"], url: try row["url"],
            kind: try row["kind"], audiences: try row["audiences"],
            conditions: try row["conditions"], languages: try row["languages"],
            access: try row["access"], status: try row["status"],
            moderation: try row["moderation"], funding: try row["funding"],
            subjectIsMinor: try row["subject_is_minor"], session: try Session(row),
            successor: try row["successor_id"], ownerContact: try row["owner_contact"],
            lastChecked: try row["last_checked"], sourceURL: try row["source_url"],
            version: try row["version"])
    }
}

extension Community.Session {
    fileprivate init?(_ row: Row) throws {
        guard let recurrence: String = try row["session_rrule"] else { return nil }
        self.init(
            recurrence: recurrence, starts: try row["session_starts"],
            zone: try row["session_zone"], minutes: try row["session_minutes"])
    }
}

extension Community.Content {
    func insert(_ id: ID<Community>, _ act: Act) -> SQL {
        """
        INSERT INTO community (institution_id, id, slug, name, url, kind, audiences, conditions,
            languages, access, status, moderation, funding, subject_is_minor, session_rrule,
            session_starts, session_zone, session_minutes, successor_id, owner_contact,
            last_checked, source_url, created_at)
        VALUES (\(act.institution), \(id), \(slug), \(name), \(url), \(kind), \(audiences),
            \(conditions), \(languages), \(access), \(status), \(moderation), \(funding),
            \(subjectIsMinor), \(session?.recurrence), \(session?.starts), \(session?.zone),
            \(session?.minutes), \(successor), \(ownerContact), \(lastChecked), \(sourceURL),
            \(act.now))
        """
    }

    func update(_ id: ID<Community>, _ act: Act) -> SQL {
        """
        UPDATE community SET slug = \(slug), name = \(name), url = \(url), kind = \(kind),
            audiences = \(audiences), conditions = \(conditions), languages = \(languages),
            access = \(access), status = \(status), moderation = \(moderation),
            funding = \(funding), subject_is_minor = \(subjectIsMinor),
            session_rrule = \(session?.recurrence), session_starts = \(session?.starts),
            session_zone = \(session?.zone), session_minutes = \(session?.minutes),
            successor_id = \(successor), owner_contact = \(ownerContact),
            last_checked = \(lastChecked), source_url = \(sourceURL), version = version + 1
        WHERE institution_id = \(act.institution) AND id = \(id)
        """
    }
}
