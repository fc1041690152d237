package import Domain
package import Foundation
import Postgres

/// Which lines a gradebook shows; nil asks for nothing.
package struct GradebookFilter: Sendable {
    /// A part of the chosen name, or of the registrar's id.
    package var search: String?
    package var section: ID<Section>?
    package var state: EnrollmentState?
    package var enrollment: ID<Enrollment>?

    package init(
        search: String? = nil, section: ID<Section>? = nil, state: EnrollmentState? = nil,
        enrollment: ID<Enrollment>? = nil
    ) {
        self.search = search
        self.section = section
        self.state = state
        self.enrollment = enrollment
    }
}

extension Records {
    /// Course grades with their assignments, by name: computed, recorded, approved.
    package func courseGrades(
        of offering: ID<Offering>, _ filter: GradebookFilter = GradebookFilter(),
        by actor: Actor, at now: Date, _ page: PageRequest = PageRequest()
    ) async throws -> Page<CourseGradeRecord> {
        _ = try page.id()
        var choice = LearnerChoice(offering: offering, section: filter.section, page: page)
        choice.state = filter.state
        choice.search = filter.search
        if let enrollment = filter.enrollment { choice.enrollments = [enrollment] }
        let statements = choice.statements(actor)
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering), statements[0], statements[1],
            statements[2], CourseGradeRecord.openBlindWork(in: offering, actor))
        try Self.check(.readGradebook, by: actor, rows[0])
        let isReader = try Ties(offering: rows[0].one()).enrolledAs == .instructor
        let isOpen: Bool = try rows[4].one()["is_open"]
        var all = try CourseGradeRecord.all(rows.dropFirst().dropLast(), at: now)
        for place in all.indices {
            (all[place].isReadBlind, all[place].isBlindOpen) = (isReader, isOpen)
        }
        return Page(all, of: page) { [$0.name, $0.enrollment.description] }
    }

    /// The actor's own, in every offering that they learn in. Whoever shows it shows the assignments
    /// that have a grade, and of the course what was approved.
    package func ownGrades(by actor: Actor, at now: Date) async throws -> [CourseGradeRecord] {
        guard actor.covers(Verb.readGrade.scope) else { throw Policy.Refusal.insufficientScope }
        guard let person = actor.person else { return [] }
        let statements = LearnerChoice(person: person).statements(actor)
        let rows = try await read(
            actor.institution, statements[0], statements[1], statements[2])
        return try CourseGradeRecord.all(rows, at: now)
    }

    /// Records a course grade by hand, in place of the computed one; nil takes the computed one up
    /// again. It counts once it is approved. Answers its place in the ledger.
    package func recordCourseGrade(
        _ grade: CourseGrade?, reason: GradeEntry.Reason, of learner: ID<Enrollment>,
        in offering: ID<Offering>, by actor: Actor, at now: Date,
        once key: IdempotencyKey? = nil
    ) async throws -> Int64 {
        guard let person = actor.person else { throw Policy.Refusal.notAllowed }
        try reason.checkChange()
        let choice = LearnerChoice(offering: offering, enrollments: [learner])
        return try await once(key, by: actor, at: now) { act in
            let found = try await act.gradesForUpdate(choice, for: .recordGrade)
            guard let record = found.first else {
                throw Invalid(
                    "/enrollment_id", "not-a-learner", "Name a learner of this offering.")
            }
            guard !record.isRecused else { throw Policy.Refusal.notAllowed }
            try grade?.check(record.standing.basis, on: record.today)
            let entry = GradeEntry(
                offering: offering, enrollment: learner, assignment: nil,
                grade: .course(grade ?? record.computedOrNothing),
                reason: grade == nil ? .computed : reason, recordedBy: person, approvedBy: nil,
                recordedAt: act.now)
            let place = try await act.record([entry])[0]
            act.noteIncomplete(entry, at: place)
            try act.audit(
                "grade.recorded", learner, ["seq": "\(place)", "reason": entry.reason.rawValue])
            return place
        }
    }
}

extension Act {
    /// Course grades that nothing else changes until the transaction ends: enrollments, then
    /// assignments, then the ledger's head are held, and read by statements that begin afterwards.
    func gradesForUpdate(_ choice: LearnerChoice, for verb: Verb) async throws
        -> [CourseGradeRecord]
    {
        guard let offering = choice.offering else { throw NotFound() }
        let ties = try await run([
            Records.offeringTies(actor, offering),
            """
            SELECT id FROM enrollment WHERE institution_id = \(institution)
                AND id IN (\(choice.listed(actor))) ORDER BY id FOR SHARE
            """,
            """
            SELECT id FROM assignment WHERE institution_id = \(institution)
                AND enrollment_id IN (\(choice.listed(actor))) ORDER BY id FOR SHARE
            """,
        ])[0]
        try Records.check(verb, by: actor, ties)
        try await lockHeads(of: [offering])
        return try CourseGradeRecord.all(await run(choice.statements(actor)), at: now)
    }
}

extension LearnerChoice {
    /// Each that was named and isn't there, at its place in the list.
    func unknown(among found: [CourseGradeRecord]) -> [Invalid.Fault] {
        let known = Set(found.map(\.enrollment))
        return (enrollments ?? []).enumerated().filter { !known.contains($0.element) }.map {
            Invalid.Fault(
                pointer: "/enrollment_ids/\($0.offset)", code: "not-a-learner",
                detail: "Name a learner of this offering.")
        }
    }
}

extension CourseGradeRecord {
    /// What an entry that takes up the computed grade names: NR while there is none yet.
    fileprivate var computedOrNothing: CourseGrade {
        guard case .grade(let grade, _) = standing.computed else { return .notReported }
        return grade
    }
}
