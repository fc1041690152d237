import Domain
import Foundation

extension RowReader<CommunityColumn> {
    /// The row as a community; nil when a word of it isn't known. The faults stand in `refusals`.
    mutating func community() -> CommunityRow? {
        let slug = slug()
        let kind = requiredWord(.kind, of: Community.Kind.self)
        let access = requiredWord(.access, of: Community.Access.self)
        let status = requiredWord(.status, of: Community.Status.self)
        let (name, url) = (required(.name), address(.url))
        let (audience, condition) = (required(.audience), required(.condition))
        let (subjectIsMinor, session) = (isTrue(.subjectIsMinor), session())
        let sourceURL = address(.sourceURL)
        guard let kind, let access, let status else { return nil }
        return CommunityRow(
            line: line, slug: slug, name: name, url: url, kind: kind, audience: audience,
            condition: condition, access: access, status: status,
            subjectIsMinor: subjectIsMinor, session: session, sourceURL: sourceURL)
    }

    private mutating func requiredWord<Word: CaseIterable & RawRepresentable<String>>(
        _ column: CommunityColumn, of words: Word.Type
    ) -> Word? {
        guard !required(column).isEmpty else { return nil }
        return word(column, of: words)
    }

    private mutating func slug() -> String {
        let slug = required(.slug)
        if !slug.isEmpty, slug.wholeMatch(of: /[a-z0-9]+(?:-[a-z0-9]+)*/) == nil || slug.count > 60
        {
            refuse(.slug, .malformed("use small letters, digits and single hyphens, at most 60."))
        }
        return slug
    }

    private mutating func address(_ column: CommunityColumn) -> String {
        let text = required(column)
        guard !text.isEmpty else { return text }
        let url = URLComponents(string: text)
        let isWeb = url?.scheme == "https" || url?.scheme == "http"
        if !isWeb || url?.host?.contains(".") != true || url?.user != nil {
            refuse(
                column, .malformed("write a whole address that begins with https:// or http://."))
        }
        return text
    }

    private mutating func isTrue(_ column: CommunityColumn) -> Bool {
        let text = required(column)
        if !text.isEmpty, !["true", "false"].contains(text) {
            refuse(column, .notOneOf(["true", "false"]))
        }
        return text == "true"
    }

    /// All four cells of a session, or none.
    private mutating func session() -> Community.Session? {
        let columns: [CommunityColumn] = [
            .sessionRule, .sessionStarts, .sessionZone, .sessionMinutes,
        ]
        let cells = columns.map { text($0) }
        guard cells.contains(where: { $0 != nil }) else { return nil }
        for (column, cell) in zip(columns, cells) where cell == nil { refuse(column, .missing) }
        guard let rule = cells[0], let starts = cells[1], let zone = cells[2], let length = cells[3]
        else { return nil }
        check(rule: rule, starts: starts, zone: zone)
        guard let minutes = Int(length), 1...1440 ~= minutes else {
            refuse(.sessionMinutes, .malformed("write the minutes as a number from 1 to 1440."))
            return nil
        }
        return Community.Session(recurrence: rule, starts: starts, zone: zone, minutes: minutes)
    }

    private mutating func check(rule: String, starts: String, zone: String) {
        let days =
            /FREQ=(?:DAILY|WEEKLY|MONTHLY)(?:;BYDAY=[1-5]?(?:MO|TU|WE|TH|FR|SA|SU)(?:,[1-5]?(?:MO|TU|WE|TH|FR|SA|SU))*)?/
        if rule.wholeMatch(of: days) == nil {
            refuse(.sessionRule, .malformed("write a rule such as FREQ=WEEKLY;BYDAY=WE."))
        }
        if starts.wholeMatch(of: /(?:[01][0-9]|2[0-3]):[0-5][0-9]/) == nil {
            refuse(.sessionStarts, .malformed("write the time as HH:MM, from 00:00 to 23:59."))
        }
        if !TimeZone.knownTimeZoneIdentifiers.contains(zone) {
            refuse(.sessionZone, .malformed("write a zone by name, such as America/New_York."))
        }
    }
}
