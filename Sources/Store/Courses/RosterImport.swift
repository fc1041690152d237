package import Domain
package import Foundation
import Postgres

/// What an import of a roster did, or would do.
package struct RosterReport: Sendable, Equatable, Codable {
    package enum Fate: String, Sendable, Codable, CaseIterable {
        case new, changed, unchanged, refused
    }

    package struct Change: Sendable, Equatable, Codable {
        package let field: String
        /// Only before the import: a report of what was done names the fields.
        package var from: String?
        package var to: String?
    }

    package struct Row: Sendable, Equatable, Codable {
        package let line: Int
        package let fate: Fate
        package var changes: [Change]
        /// Why it was refused, in sentences that name the line.
        package let reasons: [String]
    }

    package var rows: [Row]
    /// The registrar's ids of those in the offering whom the file doesn't name. They stay.
    package let absent: [String]
    package let ignoredColumns: [String]

    package func count(_ fate: Fate) -> Int { rows.filter { $0.fate == fate }.count }
}

extension Records {
    /// Takes a registrar's file into an offering: people are known by the registrar's id, those
    /// without an account get one, nobody is dropped. Rows that are refused don't hinder the others.
    /// A dry run answers the same, with every old and new value, and changes nothing.
    package func importRoster(
        _ file: RosterFile, into offering: ID<Offering>, dryRun: Bool = false, by actor: Actor,
        at now: Date, once key: IdempotencyKey? = nil
    ) async throws -> RosterReport {
        try await once(dryRun ? nil : key, by: actor, at: now) { act in
            let facts = try await act.rosterFacts(of: offering, file)
            let settlement = RosterSettlement(file, facts)
            var report = RosterReport(settlement, file)
            guard !dryRun else { return report }
            try await act.apply(settlement, to: offering)
            try act.audit("roster.imported", offering, report.counts)
            report.forgetValues()
            return report
        }
    }
}

extension Act {
    /// Checks that the actor may change the roster, and reads all that the plan depends on. Imports
    /// of one institution wait for each other: they might make the same people.
    fileprivate func rosterFacts(
        of offering: ID<Offering>, _ file: RosterFile
    ) async throws -> RosterFacts {
        let entries = file.rows.map(\.entry)
        let found = try await run([
            "SELECT pg_advisory_xact_lock(hashtextextended(\("roster \(institution)"), 0))",
            "\(OfferingRecord.one(offering, actor)) FOR NO KEY UPDATE OF offering",
            """
            SELECT \(EnrollmentRecord.columns(actor)) FROM enrollment \(EnrollmentRecord.person)
            WHERE enrollment.institution_id = \(institution)
                AND enrollment.offering_id = \(offering)
            ORDER BY person.chosen_name, enrollment.id FOR NO KEY UPDATE OF enrollment
            """,
            """
            SELECT \(PersonRecord.columns) FROM person
            WHERE person.institution_id = \(institution)
                AND (registrar_id = ANY(\(entries.map(\.registrarID))::text[])
                    OR email = ANY(\(entries.compactMap(\.email))::text[])
                    OR id IN (SELECT person_id FROM enrollment
                        WHERE enrollment.institution_id = \(institution)
                            AND enrollment.offering_id = \(offering)))
            ORDER BY person.id FOR NO KEY UPDATE OF person
            """,
        ])
        let row = try found[1].one()
        try Policy.check(.changeRoster, by: actor, Ties(offering: row))
        let record = try OfferingRecord(row)
        let people = try found[3].map(PersonRecord.init)
        return RosterFacts(
            offering: record.offering,
            sections: Dictionary(
                uniqueKeysWithValues: record.sections.map { ($0.content.name, $0.id) }),
            enrollments: try found[2].map { try EnrollmentRecord($0).enrollment },
            accounts: people.map { .init(id: $0.person.id, content: $0.content) },
            today: Day(of: now, in: TimeZone(identifier: record.offering.zone) ?? .gmt),
            mayEditAccounts: Policy.allows(.managePeople, by: actor))
    }

    /// A few statements, however long the file is.
    fileprivate func apply(
        _ settlement: RosterSettlement, to offering: ID<Offering>
    ) async throws {
        let people: [ID<Person>] = settlement.newAccounts.map { _ in newID() }
        queue(insert(settlement.newAccounts, as: people))
        try audit("person.added", each: people.map { ($0, [:]) })
        queue(update(settlement.editedAccounts))
        try audit("person.edited", each: settlement.editedAccounts.map { ($0.id, [:]) })
        let seats: [ID<Enrollment>] = settlement.seats.map { _ in newID() }
        queue(insert(settlement.seats, as: seats, offering))
        queue(insertFirstChanges(settlement.seats, offering))
        try audit(
            "enrollment.created",
            each: zip(seats, settlement.seats).map {
                ($0, ["role": $1.role.rawValue, "state": $1.state.rawValue])
            })
        let moved = settlement.moves.map { move in
            var enrollment = move.enrollment
            let change = EnrollmentChange(
                id: newID(), state: move.state, section: move.section,
                effectiveOn: move.effectiveOn, recordedAt: now, recordedBy: actor.person)
            enrollment.record(change)
            return (enrollment, change)
        }
        queue(update(moved.map(\.0)))
        queue(insert(moved))
        try audit(
            "enrollment.changed",
            each: moved.map { enrollment, change in
                (
                    enrollment.id,
                    [
                        "state": change.state.rawValue,
                        "effective_on": change.effectiveOn.description,
                    ]
                )
            })
        if !moved.isEmpty { try await redue(enrollments: moved.map(\.0.id)) }
    }
}

extension RosterReport {
    fileprivate init(_ settlement: RosterSettlement, _ file: RosterFile) {
        self.init(
            rows: settlement.rows.map(Row.init), absent: settlement.absent.map(\.registrarID),
            ignoredColumns: file.ignoredColumns)
    }

    fileprivate var counts: [String: String] {
        Dictionary(uniqueKeysWithValues: Fate.allCases.map { ($0.rawValue, "\(count($0))") })
    }

    /// What is stored to answer a retry holds nothing of people but what was refused.
    fileprivate mutating func forgetValues() {
        for place in rows.indices {
            rows[place].changes = rows[place].changes.map { Change(field: $0.field) }
        }
    }
}

extension RosterReport.Row {
    fileprivate init(_ row: RosterPlan.Row) {
        switch row.fate {
        case .new: self.init(line: row.line, fate: .new, changes: [], reasons: [])
        case .unchanged: self.init(line: row.line, fate: .unchanged, changes: [], reasons: [])
        case .changed(_, let changes):
            self.init(
                line: row.line, fate: .changed,
                changes: changes.map {
                    RosterReport.Change(field: $0.field.rawValue, from: $0.from, to: $0.to)
                }, reasons: [])
        case .refused(let refusals):
            self.init(
                line: row.line, fate: .refused, changes: [],
                reasons: refusals.map(\.description))
        }
    }
}
