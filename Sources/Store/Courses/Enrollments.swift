package import Domain
package import Foundation
import Postgres

/// An enrollment with whom it is of, as staff see it.
package struct EnrollmentRecord: Sendable, Equatable {
    package let enrollment: Enrollment
    package let name: String
    package let email: String
    package let registrarID: String?
}

/// Which enrollments a list shows; nil asks for nothing.
package struct EnrollmentFilter: Sendable {
    package var role: Role?
    package var state: EnrollmentState?
    package var section: ID<Section>?
    /// A part of the chosen name, or of the registrar's id.
    package var search: String?

    package init(
        role: Role? = nil, state: EnrollmentState? = nil, section: ID<Section>? = nil,
        search: String? = nil
    ) {
        self.role = role
        self.state = state
        self.section = section
        self.search = search
    }
}

extension Records {
    /// Everyone of the offering by name, for its staff.
    package func enrollments(
        of offering: ID<Offering>, _ filter: EnrollmentFilter = EnrollmentFilter(),
        by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<EnrollmentRecord> {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            """
            SELECT \(EnrollmentRecord.columns(actor)) FROM enrollment \(EnrollmentRecord.person)
            WHERE enrollment.institution_id = \(actor.institution)
                AND enrollment.offering_id = \(offering)
                AND (\(filter.role)::text IS NULL OR enrollment.role = \(filter.role))
                AND (\(filter.state)::text IS NULL OR enrollment.state = \(filter.state))
                AND (\(filter.section)::uuid IS NULL OR enrollment.section_id = \(filter.section))
                \(filter.search.map(Person.matching) ?? "")
                AND (person.chosen_name, enrollment.id) > (\(page.text),
                    \(try page.id() ?? .zero))
            ORDER BY person.chosen_name, enrollment.id LIMIT \(page.limit + 1)
            """)
        try Self.check(.readRoster, by: actor, rows[0])
        return Page(try rows[1].map(EnrollmentRecord.init), of: page) {
            [$0.name, $0.enrollment.id.description]
        }
    }

    package func enrollment(
        _ id: ID<Enrollment>, by actor: Actor
    ) async throws -> EnrollmentRecord {
        let row = try await read(actor.institution, EnrollmentRecord.one(id, actor))[0].one()
        try Policy.check(.readRoster, by: actor, Ties(offering: row))
        return try EnrollmentRecord(row)
    }

    /// Enrolls someone who has an account.
    package func enroll(
        _ person: ID<Person>, as role: Role, in offering: ID<Offering>, section: ID<Section>?,
        state: EnrollmentState = .enrolled, startsOn: Day, by actor: Actor, at now: Date,
        once key: IdempotencyKey? = nil
    ) async throws -> ID<Enrollment> {
        guard role != .learner || section != nil else {
            throw Enrollment.Refusal.learnerNeedsSection
        }
        guard role == .learner || state == .enrolled else {
            throw Enrollment.Refusal.staffState
        }
        guard state.effects.maySubmit else {
            throw Invalid("/state", "unknown-value", "Give enrolled, added_late or auditing.")
        }
        return try await Self.namingUnknownParts {
            try await once(key, by: actor, at: now) { act in
                let ties = try await act.run(Self.offeringTies(actor, offering))
                try Self.check(.changeRoster, by: actor, ties)
                let enrollment = Enrollment(
                    id: act.newID(), offering: offering, person: person, role: role,
                    section: section, state: state, startsOn: startsOn)
                for statement in enrollment.inserts(act) { act.queue(statement) }
                try act.audit(
                    "enrollment.created", enrollment.id,
                    ["role": role.rawValue, "state": state.rawValue])
                return enrollment.id
            }
        }
    }

    /// Takes on what the registrar says; due times of the learner's assignments move with it.
    package func change(
        _ id: ID<Enrollment>, to state: EnrollmentState, section: ID<Section>?,
        effectiveOn: Day, version: Int, by actor: Actor, at now: Date
    ) async throws {
        try await Self.namingUnknownParts {
            try await act(by: actor, at: now) { act in
                let row = try await act.run(EnrollmentRecord.locked(id, actor)).one()
                try Policy.check(.changeRoster, by: actor, Ties(offering: row))
                var enrollment = try EnrollmentRecord(row).enrollment
                guard enrollment.version == version else { throw PreconditionFailed() }
                let change = EnrollmentChange(
                    id: act.newID(), state: state, section: section, effectiveOn: effectiveOn,
                    recordedAt: now, recordedBy: actor.person)
                try enrollment.change(change)
                act.queue(enrollment.update(act))
                act.queue(change.insert(of: id, act))
                try await act.redue(enrollments: [id])
                if enrollment.role != .learner, state == .withdrawn {
                    act.queue(Self.returnToQueue(from: enrollment, act))
                }
                try act.audit(
                    "enrollment.changed", id,
                    ["state": state.rawValue, "effective_on": effectiveOn.description])
            }
        }
    }

    /// What someone who leaves was to read lies open to the other readers.
    private static func returnToQueue(from enrollment: Enrollment, _ act: Act) -> SQL {
        """
        UPDATE assignment SET reader_id = NULL, version = version + 1
        WHERE institution_id = \(act.institution) AND offering_id = \(enrollment.offering)
            AND reader_id = \(enrollment.person) AND state NOT IN ('complete', 'excused')
        """
    }

    /// More time for every due time of the enrollment.
    package func grant(
        _ content: Accommodation.Content, to id: ID<Enrollment>, by actor: Actor, at now: Date,
        once key: IdempotencyKey? = nil
    ) async throws -> ID<Accommodation> {
        try content.check(at: now)
        return try await once(key, by: actor, at: now) { act in
            let row = try await act.run(EnrollmentRecord.locked(id, actor)).one()
            try Policy.check(.grantAccommodation, by: actor, Ties(offering: row))
            let accommodation: ID<Accommodation> = act.newID()
            act.queue(
                """
                INSERT INTO accommodation (institution_id, id, enrollment_id,
                    time_factor_thousandths, until, granted_by, granted_at)
                VALUES (\(act.institution), \(accommodation), \(id), \(content.timeFactor),
                    \(content.until), \(actor.person), \(now))
                """)
            try await act.redue(enrollments: [id])
            try act.audit("accommodation.granted", accommodation, ["enrollment": "\(id)"])
            return accommodation
        }
    }

    /// From now on it lengthens nothing new; the time that it gave stays given. Ending it twice is
    /// ending it once.
    package func endAccommodation(
        _ id: ID<Accommodation>, of enrollment: ID<Enrollment>, by actor: Actor, at now: Date
    ) async throws {
        try await act(by: actor, at: now) { act in
            let row = try await act.run(EnrollmentRecord.locked(enrollment, actor)).one()
            try Policy.check(.grantAccommodation, by: actor, Ties(offering: row))
            let held = try EnrollmentRecord(row).enrollment.accommodations
            guard let ending = held.first(where: { $0.id == id }) else { throw NotFound() }
            guard ending.endedAt == nil else { return }
            act.queue(
                """
                UPDATE accommodation SET ended_at = \(now)
                WHERE institution_id = \(act.institution) AND id = \(id)
                """)
            try act.audit("accommodation.ended", id, ["enrollment": "\(enrollment)"])
        }
    }

    private static func namingUnknownParts<Value>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError where error.constraint == "enrollment_once_per_offering"
        {
            throw Enrollment.Refusal.alreadyEnrolled
        } catch let error as PostgresError where error.constraint == "enrollment_person" {
            throw Invalid("/person_id", "unknown", "Name a person of this institution.")
        } catch let error as PostgresError where error.constraint == "enrollment_section" {
            throw Invalid("/section_id", "unknown", "Name a section of this offering.")
        }
    }
}
