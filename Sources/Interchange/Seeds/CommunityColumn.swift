enum CommunityColumn: String, TableColumn {
    case slug, name, url, kind, audience, condition, access, status
    case subjectIsMinor = "subject_is_minor"
    case sessionRule = "session_rrule"
    case sessionStarts = "session_starts"
    case sessionZone = "session_zone"
    case sessionMinutes = "session_minutes"
    case sourceURL = "source_url"

    var aliases: [String] { [] }
    var isRequired: Bool { true }
}
