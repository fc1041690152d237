/// A roster as a registrar sends it: each row is understood, or refused with its line and reason.
///
/// Nothing is guessed. Of rows that repeat each other none is used, until the file says which.
package struct RosterFile: Equatable, Sendable {
    package struct Row: Equatable, Sendable {
        package let line: Int
        package let entry: RosterEntry

        package init(line: Int, entry: RosterEntry) {
            self.line = line
            self.entry = entry
        }
    }

    /// A row that isn't used. Whom it speaks of is kept: that person isn't absent from the file.
    package struct RefusedRow: Equatable, Sendable {
        package let line: Int
        package let registrarID: String?
        package let refusals: [RowRefusal]

        package init(line: Int, registrarID: String?, refusals: [RowRefusal]) {
            self.line = line
            self.registrarID = registrarID
            self.refusals = refusals
        }
    }

    package private(set) var rows: [Row]
    package private(set) var refused: [RefusedRow]
    /// Columns of the header that mean nothing here, for the person who imports to see.
    package let ignoredColumns: [String]

    /// From the rows that could be read and those that couldn't; refuses those that contradict each
    /// other.
    package init(rows: [Row], refused: [RefusedRow] = [], ignoredColumns: [String] = []) {
        self.rows = rows
        self.refused = refused
        self.ignoredColumns = ignoredColumns
        refuseRepeated()
        refuseShared()
        self.refused.sort { $0.line < $1.line }
    }

    /// One person twice in one section: both lines are refused, each naming another.
    private mutating func refuseRepeated() {
        let groups = Dictionary(grouping: rows) { row in
            [row.entry.registrarID, row.entry.section.termCode, row.entry.section.classNumber]
        }
        refuse(groups.values.filter { $0.count > 1 }, column: "registrar_id") { .repeats(line: $0) }
    }

    /// One e-mail address for two people: neither row is used.
    private mutating func refuseShared() {
        let addressed = rows.filter { $0.entry.email != nil }
        let groups = Dictionary(grouping: addressed) { $0.entry.email?.lowercased() }
        let shared = groups.values.filter { Set($0.map(\.entry.registrarID)).count > 1 }
        refuse(shared, column: "email") { .taken(line: $0) }
    }

    private mutating func refuse(
        _ groups: [[Row]], column: String, reason: (Int) -> RowRefusal.Reason
    ) {
        for group in groups {
            for row in group {
                let strangers = group.filter { $0.line != row.line }
                let others = strangers.filter { $0.entry.registrarID != row.entry.registrarID }
                let other = (column == "email" ? others : strangers).first?.line ?? row.line
                let refusal = RowRefusal(
                    line: row.line, column: column, reason: reason(other))
                refused.append(
                    RefusedRow(
                        line: row.line, registrarID: row.entry.registrarID, refusals: [refusal]))
            }
        }
        let lines = Set(groups.joined().map(\.line))
        rows.removeAll { lines.contains($0.line) }
    }
}
