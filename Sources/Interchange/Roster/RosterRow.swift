import Domain

extension RowReader<RosterColumn> {
    /// The row as an entry; what is wrong with it stands in `refusals`.
    mutating func rosterEntry(hasFullName: Bool) -> RosterEntry {
        RosterEntry(
            registrarID: registrarID(),
            legalName: hasFullName ? fullName() : splitName(),
            section: RosterEntry.Section(
                termCode: required(.termCode), classNumber: required(.classNumber)),
            role: word(.role, of: Role.self, aliases: rolesByName),
            chosenName: text(.chosenName),
            email: email(),
            discipline: text(.discipline)?.lowercased(),
            homeProgram: text(.homeProgram),
            effectiveOn: effectiveDay())
    }

    private mutating func registrarID() -> String {
        var id = required(.registrarID)
        // ="00123" is how people keep Excel from dropping the zeros.
        if id.hasPrefix("=\""), id.hasSuffix("\""), id.count > 3 {
            id = String(id.dropFirst(2).dropLast())
        }
        // The regular expression is built anew for each row, so few are shown to it.
        if id.utf8.contains(UInt8(ascii: "+")),
            id.wholeMatch(of: /[0-9](?:[.,][0-9]+)?[eE]\+[0-9]+/) != nil
        {
            let form =
                "a spreadsheet shortened this number. Format the column as text, export again."
            refuse(.registrarID, .malformed(form))
        }
        return id
    }

    /// “Okafor, Ada”, or a single word for people with one name. Where a longer name without a
    /// comma divides isn't guessed.
    private mutating func fullName() -> Person.LegalName {
        let name = required(.legalName)
        let parts = name.split(separator: ",", omittingEmptySubsequences: false)
            .map { HeaderedTable<RosterColumn>.trimmed(String($0)) }
        let isOneWord = parts.count == 1 && !name.contains(where: \.isWhitespace)
        let isPair = parts.count == 2 && !parts.contains("")
        if !isOneWord, !isPair {
            refuse(.legalName, .malformed("write “Family, Given”, with one comma, or two columns."))
        }
        return Person.LegalName(given: parts.count > 1 ? parts[1] : "", family: parts[0])
    }

    /// People with one name have it as family name.
    private mutating func splitName() -> Person.LegalName {
        Person.LegalName(given: text(.givenName) ?? "", family: required(.familyName))
    }

    private mutating func email() -> String? {
        guard let email = text(.email) else { return nil }
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        let isAddress =
            parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".")
            && !parts[1].hasPrefix(".") && !parts[1].hasSuffix(".")
            && !email.contains { $0.isWhitespace || ",;<>\"".contains($0) }
        if !isAddress { refuse(.email, .malformed("this isn't an e-mail address.")) }
        return email.lowercased()
    }

    private mutating func effectiveDay() -> Day? {
        guard let text = text(.effectiveOn) else { return nil }
        let day = Day(text)
        if day == nil { refuse(.effectiveOn, .malformed("write the date as YYYY-MM-DD.")) }
        return day
    }
}

private let rolesByName: [String: Role] = [
    "student": .learner, "s": .learner, "visiting student": .learner,
    "teacher": .instructor, "faculty": .instructor, "instructor of record": .instructor,
    "staff": .coordinator, "course coordinator": .coordinator,
]
