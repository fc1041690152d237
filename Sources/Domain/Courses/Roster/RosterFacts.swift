/// What is known when a roster is planned: the offering, who is in it, and whose accounts the file
/// may mean.
package struct RosterFacts: Sendable {
    package struct Account: Sendable, Equatable {
        package let id: ID<Person>
        package let content: Person.Content

        package init(id: ID<Person>, content: Person.Content) {
            self.id = id
            self.content = content
        }
    }

    package let offering: Offering
    package let sections: [RosterEntry.Section: ID<Section>]
    package let enrollments: [Enrollment]
    package let accounts: [Account]
    /// Today in the offering's zone.
    package let today: Day
    /// Whether the one who imports may change what is known of a person who has an account.
    package let mayEditAccounts: Bool

    package init(
        offering: Offering, sections: [RosterEntry.Section: ID<Section>],
        enrollments: [Enrollment], accounts: [Account], today: Day, mayEditAccounts: Bool
    ) {
        self.offering = offering
        self.sections = sections
        self.enrollments = enrollments
        self.accounts = accounts
        self.today = today
        self.mayEditAccounts = mayEditAccounts
    }
}

extension RosterFacts {
    /// The offering as a roster. Staff outside the sections have an empty one.
    var roster: [RosterEntry] {
        let accounts = Dictionary(uniqueKeysWithValues: accounts.map { ($0.id, $0.content) })
        let names = Dictionary(
            sections.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        return enrollments.compactMap { enrollment in
            guard let content = accounts[enrollment.person], let id = content.registrarID else {
                return nil
            }
            return RosterEntry(
                registrarID: id, legalName: content.legalName,
                section: enrollment.section.flatMap { names[$0] } ?? .none,
                role: enrollment.role, chosenName: content.chosenName, email: content.email,
                discipline: content.discipline, homeProgram: content.homeProgram,
                effectiveOn: enrollment.latestDay)
        }
    }
}

extension RosterEntry.Section {
    static let none = Self(termCode: "", classNumber: "")
}

extension Enrollment {
    /// From when the latest change holds.
    var latestDay: Day { history.last?.effectiveOn ?? startsOn }
}
