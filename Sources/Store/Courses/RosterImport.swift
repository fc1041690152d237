import Crypto
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

    /// SHA-256 over every row's fate, with each old and new value.
    package var digest: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return Array(SHA256.hash(data: try encoder.encode(self)))
        }
    }
}

extension Records {
    /// Takes a registrar's file into an offering: people are known by the registrar's id, those
    /// without an account get one, nobody is dropped. Rows that are refused don't hinder the others.
    /// A dry run answers the same, with every old and new value, and changes nothing. `shown` is the
    /// digest of a dry run's report: `PreconditionFailed` where the import would do anything else.
    package func importRoster(
        _ file: RosterFile, into offering: ID<Offering>, dryRun: Bool = false,
        shown: [UInt8]? = nil, by actor: Actor, at now: Date, once key: IdempotencyKey? = nil
    ) async throws -> RosterReport {
        try await once(dryRun ? nil : key, by: actor, at: now) { act in
            let facts = try await act.rosterFacts(of: offering, file)
            let settlement = RosterSettlement(file, facts)
            var report = RosterReport(settlement, file)
            guard !dryRun else { return report }
            guard try shown.map({ try $0 == report.digest }) ?? true else {
                throw PreconditionFailed()
            }
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
        let found = try await run([
            "SELECT pg_advisory_xact_lock(hashtextextended(\("roster \(institution)"), 0))",
            "\(OfferingRecord.one(offering, actor)) FOR NO KEY UPDATE OF offering",
        ])
        let row = try found[1].one()
        try Policy.check(.changeRoster, by: actor, Ties(offering: row))
        let record = try OfferingRecord(row)
        let enrollments = try await enrollments(of: offering)
        let people = try await people(of: enrollments, or: file.rows.map(\.entry))
        return RosterFacts(
            offering: record.offering,
            sections: Dictionary(
                uniqueKeysWithValues: record.sections.map { ($0.content.name, $0.id) }),
            enrollments: enrollments,
            accounts: people.map { .init(id: $0.person.id, content: $0.content) },
            today: Day(of: now, in: TimeZone(identifier: record.offering.zone) ?? .gmt),
            mayEditAccounts: Policy.allows(.managePeople, by: actor))
    }

    /// By name.
    private func enrollments(of offering: ID<Offering>) async throws -> [Enrollment] {
        var (all, part) = ([EnrollmentRecord](), [EnrollmentRecord]())
        repeat {
            let last = part.last?.enrollment.id.rawValue ?? .zero
            part = try await run(
                """
                SELECT \(EnrollmentRecord.columns(actor)) FROM enrollment \(EnrollmentRecord.person)
                WHERE enrollment.institution_id = \(institution)
                    AND enrollment.offering_id = \(offering) AND enrollment.id > \(last)
                ORDER BY enrollment.id LIMIT \(partSize) FOR NO KEY UPDATE OF enrollment
                """
            ).map { try EnrollmentRecord($0) }
            all += part
        } while part.count == partSize
        return all.sorted { ($0.name, $0.enrollment.id) < ($1.name, $1.enrollment.id) }
            .map(\.enrollment)
    }

    /// Everyone who is in the offering or whom the file may mean.
    private func people(
        of enrollments: [Enrollment], or entries: [RosterEntry]
    ) async throws -> [PersonRecord] {
        var all: [ID<Person>: PersonRecord] = [:]
        func take(_ rows: [Rows]) throws {
            for record in try rows.joined().map(PersonRecord.init) {
                all[record.person.id] = record
            }
        }
        try await take(
            inParts(enrollments.map(\.person).sorted()) { locked("person.id = ANY(\($0)::uuid[])") }
        )
        try await take(
            inParts(entries) { part in
                locked(
                    """
                    (registrar_id = ANY(\(part.map(\.registrarID))::text[])
                        OR email = ANY(\(part.compactMap(\.email))::text[]))
                    """)
            })
        return all.values.sorted { $0.person.id < $1.person.id }
    }

    private func locked(_ people: SQL) -> SQL {
        """
        SELECT \(PersonRecord.columns) FROM person
        WHERE person.institution_id = \(institution) AND \(people)
        ORDER BY person.id FOR NO KEY UPDATE OF person
        """
    }

    fileprivate func apply(
        _ settlement: RosterSettlement, to offering: ID<Offering>
    ) async throws {
        let made = settlement.newAccounts.map { (id: newID() as ID<Person>, content: $0) }
        try await inParts(made) { part in
            try audit("person.added", each: part.map { ($0.id, [:]) })
            return insert(part.map(\.content), as: part.map(\.id))
        }
        try await inParts(settlement.editedAccounts) { part in
            try audit("person.edited", each: part.map { ($0.id, [:]) })
            return update(part)
        }
        let people = Dictionary(
            made.map { ($0.content.registrarID, $0.id) }, uniquingKeysWith: { first, _ in first })
        let seated = try settlement.seats.map { seat in
            guard let person = seat.person ?? people[seat.registrarID] else { throw NotFound() }
            return SeatedPerson(newID(), person, seat)
        }
        try await inParts(seated) { part in
            queue(insert(part, in: offering))
            try audit("enrollment.created", each: part.map { ($0.id, $0.detail) })
            return insertFirstChanges(part)
        }
        try await move(settlement.moves)
    }

    private func move(_ moves: [RosterSettlement.Move]) async throws {
        let moved = moves.map { move in
            var enrollment = move.enrollment
            let change = EnrollmentChange(
                id: newID(), state: move.state, section: move.section,
                effectiveOn: move.effectiveOn, recordedAt: now, recordedBy: actor.person)
            enrollment.record(change)
            return (enrollment, change)
        }
        try await inParts(moved) { part in
            queue(update(part.map(\.0)))
            try audit(
                "enrollment.changed", each: part.map { ($0.id, $1.movedDetail) })
            return insert(part)
        }
        // Each has a dozen assignments.
        let ids = moved.map(\.0.id).sorted()
        for start in stride(from: 0, to: ids.count, by: partSize / 10) {
            try await redue(
                enrollments: Array(ids[start..<min(start + partSize / 10, ids.count)]))
        }
    }

    /// One statement for all rows of a long file would outlast a statement's time, and be in memory
    /// as a whole.
    @discardableResult
    private func inParts<Thing>(
        _ all: [Thing], _ statement: ([Thing]) throws -> SQL
    ) async throws -> [Rows] {
        var answers: [Rows] = []
        for start in stride(from: 0, to: all.count, by: partSize) {
            let part = Array(all[start..<min(start + partSize, all.count)])
            answers.append(try await run(statement(part)))
        }
        return answers
    }

    private var partSize: Int { 5000 }
}

extension EnrollmentChange {
    fileprivate var movedDetail: [String: String] {
        ["state": state.rawValue, "effective_on": effectiveOn.description]
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
