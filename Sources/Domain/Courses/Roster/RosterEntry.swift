/// One person in one section, as a registrar's file or the product's own roster has it.
package struct RosterEntry: Equatable, Sendable {
    /// The registrar's own name for a section.
    package struct Section: Hashable, Sendable {
        package let termCode: String
        package let classNumber: String

        package init(termCode: String, classNumber: String) {
            self.termCode = termCode
            self.classNumber = classNumber
        }

        package var text: String { "\(termCode)/\(classNumber)" }
    }

    /// Text, never a number: leading zeros belong to it.
    package var registrarID: String
    package var legalName: Person.LegalName
    package var section: Section
    // What a file may be silent about is nil, and then changes nothing.
    package var role: Role?
    package var chosenName: String?
    package var email: String?
    package var discipline: String?
    package var homeProgram: String?
    package var effectiveOn: Day?

    package init(
        registrarID: String, legalName: Person.LegalName, section: Section, role: Role? = nil,
        chosenName: String? = nil, email: String? = nil, discipline: String? = nil,
        homeProgram: String? = nil, effectiveOn: Day? = nil
    ) {
        self.registrarID = registrarID
        self.legalName = legalName
        self.section = section
        self.role = role
        self.chosenName = chosenName
        self.email = email
        self.discipline = discipline
        self.homeProgram = homeProgram
        self.effectiveOn = effectiveOn
    }
}

extension Person.LegalName {
    /// As registrars file it: “Okafor, Ada”.
    package var filed: String { [family, given].filter { !$0.isEmpty }.joined(separator: ", ") }
}
