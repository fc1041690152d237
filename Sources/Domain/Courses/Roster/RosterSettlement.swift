/// What an import does: the fate of every row, and the accounts and enrollments that follow from it.
///
/// Nobody is dropped, no role is changed, and nobody who has withdrawn comes back by a file.
package struct RosterSettlement: Sendable {
    /// Someone who is in the offering from now on.
    package struct Seat: Sendable, Equatable {
        package let registrarID: String
        /// Nil for whoever gets an account by this file.
        package let person: ID<Person>?
        package let role: Role
        package let section: ID<Section>
        package let state: EnrollmentState
        package let startsOn: Day
    }

    /// A line of history for an enrollment that is there.
    package struct Move: Sendable, Equatable {
        package let enrollment: Enrollment
        package let state: EnrollmentState
        package let section: ID<Section>?
        package let effectiveOn: Day
    }

    /// In the order of the file.
    package private(set) var rows: [RosterPlan.Row] = []
    /// In the offering and not in the file; they stay as they are.
    package let absent: [RosterEntry]
    package private(set) var newAccounts: [Person.Content] = []
    package private(set) var editedAccounts: [RosterFacts.Account] = []
    package private(set) var seats: [Seat] = []
    package private(set) var moves: [Move] = []

    private let facts: RosterFacts
    private let accounts: [String: RosterFacts.Account]
    /// Whose address it is: the registrar's id, nil where the account has none.
    private let owners: [String: String?]
    private let enrollments: [ID<Person>: Enrollment]
    private var seated: [String: String] = [:]

    package init(_ file: RosterFile, _ facts: RosterFacts) {
        self.facts = facts
        let known = facts.accounts.compactMap { account in
            account.content.registrarID.map { ($0, account) }
        }
        accounts = Dictionary(known, uniquingKeysWith: { first, _ in first })
        owners = Dictionary(
            facts.accounts.map { ($0.content.email, $0.content.registrarID) },
            uniquingKeysWith: { first, _ in first })
        enrollments = Dictionary(
            facts.enrollments.map { ($0.person, $0) }, uniquingKeysWith: { first, _ in first })
        let plan = RosterPlan(existing: facts.roster, file: file)
        let gone = facts.enrollments.filter { [.dropped, .withdrawn].contains($0.state) }
        let goneIDs = Set(gone.map(\.person))
        absent = plan.absent.filter { [accounts] entry in
            entry.section != .none
                && !(accounts[entry.registrarID].map { goneIDs.contains($0.id) } ?? false)
        }
        for row in plan.rows {
            rows.append(RosterPlan.Row(line: row.line, fate: settled(row)))
        }
    }

    private mutating func settled(_ row: RosterPlan.Row) -> RosterPlan.Fate {
        do throws(RowRefusal) {
            switch row.fate {
            case .refused: return row.fate
            case .new(let entry): return try settle(entry, [], row.line)
            case .unchanged(let entry): return try settle(entry, [], row.line)
            case .changed(let entry, let changes): return try settle(entry, changes, row.line)
            }
        } catch {
            return .refused([error])
        }
    }

    private mutating func settle(
        _ entry: RosterEntry, _ changes: [RosterPlan.Change], _ line: Int
    ) throws(RowRefusal) -> RosterPlan.Fate {
        guard let section = facts.sections[entry.section] else {
            throw RowRefusal(
                line: line, column: "class_number",
                reason: .sectionUnknown(facts.sections.keys.map(\.text).sorted()))
        }
        let account = accounts[entry.registrarID]
        let content = try content(of: entry, account, line)
        let enrollment = account.flatMap { enrollments[$0.id] }
        guard seated[entry.registrarID] == nil else {
            throw RowRefusal(
                line: line, column: "registrar_id",
                reason: .enrolledElsewhere(seated[entry.registrarID] ?? ""))
        }
        let fate: RosterPlan.Fate
        if let enrollment {
            fate = try keep(enrollment, entry, section, changes, line)
        } else {
            seats.append(seat(entry, account, section))
            fate = .new(entry)
        }
        seated[entry.registrarID] = entry.section.text
        if let account {
            if content != account.content {
                editedAccounts.append(RosterFacts.Account(id: account.id, content: content))
            }
        } else {
            newAccounts.append(content)
        }
        return fate
    }
}

extension RosterSettlement {
    /// The account as it will be; refused where the file may not say so.
    private func content(
        of entry: RosterEntry, _ account: RosterFacts.Account?, _ line: Int
    ) throws(RowRefusal) -> Person.Content {
        guard let email = entry.email ?? account?.content.email else {
            throw RowRefusal(line: line, column: "email", reason: .missing)
        }
        if let owner = owners[email], owner != entry.registrarID {
            throw RowRefusal(line: line, column: "email", reason: .addressTaken)
        }
        var content =
            account?.content
            ?? Person.Content(
                legalName: entry.legalName, chosenName: entry.legalName.spoken, email: email,
                registrarID: entry.registrarID)
        content.legalName = entry.legalName
        content.email = email
        content.chosenName = entry.chosenName ?? content.chosenName
        content.homeProgram = entry.homeProgram ?? content.homeProgram
        content.discipline = entry.discipline ?? content.discipline
        do throws(Invalid) {
            try content.check()
        } catch {
            let fault = error.faults[0]
            throw RowRefusal(
                line: line, column: String(fault.pointer.dropFirst()),
                reason: .malformed(fault.detail))
        }
        guard let account, content != account.content, !facts.mayEditAccounts else {
            return content
        }
        throw RowRefusal(
            line: line, reason: .accountOfOffice(content.fields(unlike: account.content)))
    }

    /// Someone who isn't in the offering. Learners who come after its start are added late, and so
    /// have the whole time for everything from then on.
    private func seat(
        _ entry: RosterEntry, _ account: RosterFacts.Account?, _ section: ID<Section>
    ) -> Seat {
        let starts = entry.effectiveOn ?? max(facts.today, facts.offering.startsOn)
        let role = entry.role ?? .learner
        return Seat(
            registrarID: entry.registrarID, person: account?.id, role: role, section: section,
            state: state(role, from: starts), startsOn: starts)
    }

    private func state(_ role: Role, from day: Day) -> EnrollmentState {
        role == .learner && day > facts.offering.startsOn ? .addedLate : .enrolled
    }

    /// Someone who is in the offering, or was until they dropped it.
    private mutating func keep(
        _ enrollment: Enrollment, _ entry: RosterEntry, _ section: ID<Section>,
        _ changes: [RosterPlan.Change], _ line: Int
    ) throws(RowRefusal) -> RosterPlan.Fate {
        func refusal(_ column: String, _ reason: RowRefusal.Reason) -> RowRefusal {
            RowRefusal(line: line, column: column, reason: reason)
        }
        if enrollment.state == .withdrawn { throw refusal("registrar_id", .withdrawn) }
        if let role = entry.role, role != enrollment.role {
            throw refusal("role", .roleDiffers(enrollment.role))
        }
        var changes = changes
        let latest = enrollment.latestDay
        let day = changes.contains { $0.field == .effectiveOn } ? entry.effectiveOn : nil
        let returns = enrollment.state == .dropped
        let moves = returns || enrollment.section != section
        if let day, day < latest {
            if moves { throw refusal("effective_date", .beforeLatestChange(latest)) }
            // The file tells of a time that later changes have overtaken.
            changes.removeAll { $0.field == .effectiveOn }
        }
        if moves || (day ?? latest) > latest {
            let effective = day ?? max(facts.today, latest)
            let state = returns ? state(enrollment.role, from: effective) : enrollment.state
            if returns {
                changes.append(.init(.state, from: "dropped", to: state.rawValue))
            }
            self.moves.append(
                Move(
                    enrollment: enrollment, state: state, section: section,
                    effectiveOn: effective))
        }
        return changes.isEmpty ? .unchanged(entry) : .changed(entry, changes)
    }
}

extension Person.LegalName {
    /// As people say it: “Ada Okafor”.
    package var spoken: String { [given, family].filter { !$0.isEmpty }.joined(separator: " ") }
}

extension Person.Content {
    fileprivate func fields(unlike other: Self) -> [String] {
        [
            ("the legal name", legalName == other.legalName),
            ("the chosen name", chosenName == other.chosenName),
            ("the address", email == other.email),
            ("the home program", homeProgram == other.homeProgram),
            ("the discipline", discipline == other.discipline),
        ].filter { !$0.1 }.map(\.0)
    }
}
