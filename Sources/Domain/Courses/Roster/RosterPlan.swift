/// What an import would do, before anything is done: the fate of every row, and who isn't in it.
///
/// A file is never a reason to drop anyone, and an empty cell is never a reason to erase.
package struct RosterPlan: Equatable, Sendable {
    package struct Change: Equatable, Sendable {
        package enum Field: String, CaseIterable, Sendable {
            case legalName = "legal_name"
            case section, role, state
            case chosenName = "chosen_name"
            case email, discipline
            case homeProgram = "home_program"
            case effectiveOn = "effective_date"
        }

        package let field: Field
        /// Empty when nothing was known.
        package let from: String
        package let to: String

        package init(_ field: Field, from: String, to: String) {
            self.field = field
            self.from = from
            self.to = to
        }
    }

    package enum Fate: Equatable, Sendable {
        case new(RosterEntry)
        case changed(RosterEntry, [Change])
        case unchanged(RosterEntry)
        case refused([RowRefusal])
    }

    package struct Row: Equatable, Sendable {
        package let line: Int
        package let fate: Fate

        package init(line: Int, fate: Fate) {
            self.line = line
            self.fate = fate
        }
    }

    /// In the order of the file.
    package let rows: [Row]
    /// In the roster and not in the file, in the roster's order. They stay as they are.
    package let absent: [RosterEntry]

    /// Compares the enrollments in force with a file.
    package init(existing: [RosterEntry], file: RosterFile) {
        var matching = RosterMatching(existing: existing, rows: file.rows)
        let understood = file.rows.map { row in
            Row(line: row.line, fate: matching.fate(of: row))
        }
        let refused = file.refused.map { Row(line: $0.line, fate: .refused($0.refusals)) }
        rows = (understood + refused).sorted { $0.line < $1.line }
        let unclear = Set(file.refused.compactMap(\.registrarID)).union(matching.unclear)
        absent = existing.indices
            .filter {
                !matching.matched.contains($0) && !unclear.contains(existing[$0].registrarID)
            }
            .map { existing[$0] }
    }
}
