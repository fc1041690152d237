/// Finds for each row of a file the enrollment that it speaks of.
struct RosterMatching {
    private struct Key: Hashable {
        let registrarID: String
        let section: RosterEntry.Section

        init(_ entry: RosterEntry) {
            (registrarID, section) = (entry.registrarID, entry.section)
        }
    }

    private let existing: [RosterEntry]
    private let byKey: [Key: Int]
    private let moves: [String: Int]
    private let byDigits: [String: String]
    /// Places in `existing` that a row spoke of.
    private(set) var matched: Set<Int> = []
    /// People whom a refused row may have meant.
    private(set) var unclear: Set<String> = []

    init(existing: [RosterEntry], rows: [RosterFile.Row]) {
        self.existing = existing
        let places = existing.indices.map { (Key(existing[$0]), $0) }
        byKey = Dictionary(places, uniquingKeysWith: { first, _ in first })
        byDigits = Dictionary(
            existing.map { (Self.withoutZeros($0.registrarID), $0.registrarID) },
            uniquingKeysWith: { first, _ in first })
        let known = Set(byKey.keys)
        let strangers = rows.map(\.entry).filter { !known.contains(Key($0)) }
        let named = Set(rows.map { Key($0.entry) })
        let left = existing.indices.filter { !named.contains(Key(existing[$0])) }
        moves = Self.moves(of: strangers.map(\.registrarID), among: left, in: existing)
    }

    /// Someone with one row and one enrollment left over has moved between sections.
    private static func moves(
        of ids: [String], among left: [Int], in existing: [RosterEntry]
    ) -> [String: Int] {
        let rows = Dictionary(grouping: ids) { $0 }
        let places = Dictionary(grouping: left) { existing[$0].registrarID }
        return places.compactMapValues { $0.count == 1 ? $0[0] : nil }
            .filter { rows[$0.key]?.count == 1 }
    }

    mutating func fate(of row: RosterFile.Row) -> RosterPlan.Fate {
        let id = row.entry.registrarID
        guard let place = byKey[Key(row.entry)] ?? moves[id] else { return newcomer(row) }
        matched.insert(place)
        let changes = existing[place].changes(toward: row.entry)
        let entry = existing[place].taking(row.entry)
        return changes.isEmpty ? .unchanged(entry) : .changed(entry, changes)
    }

    private mutating func newcomer(_ row: RosterFile.Row) -> RosterPlan.Fate {
        let id = row.entry.registrarID
        if let known = byDigits[Self.withoutZeros(id)], known.count > id.count {
            unclear.insert(known)
            let column = "registrar_id"
            let reason = RowRefusal.Reason.zerosLost(from: known)
            return .refused([RowRefusal(line: row.line, column: column, reason: reason)])
        }
        var entry = row.entry
        entry.role = entry.role ?? .learner
        return .new(entry)
    }

    private static func withoutZeros(_ id: String) -> String { String(id.drop { $0 == "0" }) }
}

extension RosterEntry {
    /// What a file's entry would change in this one.
    fileprivate func changes(toward entry: RosterEntry) -> [RosterPlan.Change] {
        let pairs: [(RosterPlan.Change.Field, String?, String?)] = [
            (.legalName, legalName.filed, entry.legalName.filed),
            (.section, section.text, entry.section.text),
            (.role, role?.rawValue, entry.role?.rawValue),
            (.chosenName, chosenName, entry.chosenName),
            (.email, email, entry.email),
            (.discipline, discipline, entry.discipline),
            (.homeProgram, homeProgram, entry.homeProgram),
            (.effectiveOn, effectiveOn?.description, entry.effectiveOn?.description),
        ]
        return pairs.compactMap { field, from, to in
            guard let to, to != from else { return nil }
            return RosterPlan.Change(field, from: from ?? "", to: to)
        }
    }

    /// This entry with everything that the file's entry says.
    fileprivate func taking(_ entry: RosterEntry) -> RosterEntry {
        RosterEntry(
            registrarID: registrarID, legalName: entry.legalName, section: entry.section,
            role: entry.role ?? role, chosenName: entry.chosenName ?? chosenName,
            email: entry.email ?? email, discipline: entry.discipline ?? discipline,
            homeProgram: entry.homeProgram ?? homeProgram,
            effectiveOn: entry.effectiveOn ?? effectiveOn)
    }
}
