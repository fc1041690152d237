package import Domain
package import Foundation
import Postgres

/// Whose course grade an approval recorded, and whose stood approved as it was.
package struct ApprovalReceipt: Sendable, Equatable, Codable {
    package let approved: [ID<Enrollment>]
    package let unchanged: [ID<Enrollment>]
}

extension Records {
    /// Course grades with their assignments, by name: computed, recorded, approved.
    package func courseGrades(
        of offering: ID<Offering>, by actor: Actor, at now: Date,
        _ page: PageRequest = PageRequest()
    ) async throws -> Page<CourseGradeRecord> {
        _ = try page.id()
        let statements = LearnerChoice(offering: offering, page: page).statements(actor)
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

    /// Approves the course grades of all learners, of a section, or of those named: all or none.
    ///
    /// Refuses with the names of whose grade can't be told yet, and what is missing. A grade that
    /// stands approved makes no second entry.
    package func approveGrades(
        of offering: ID<Offering>, section: ID<Section>? = nil,
        learners: [ID<Enrollment>]? = nil, by actor: Actor, at now: Date,
        once key: IdempotencyKey? = nil
    ) async throws -> ApprovalReceipt {
        guard let approver = actor.person else { throw Policy.Refusal.notAllowed }
        let choice = LearnerChoice(offering: offering, section: section, enrollments: learners)
        return try await once(key, by: actor, at: now) { act in
            let found = try await act.gradesForUpdate(choice, for: .approveGrade)
            try await act.refuseOpenBlindWork(among: found, of: offering)
            let faults = found.approvalFaults + choice.unknown(among: found)
            guard faults.isEmpty else { throw Invalid(faults) }
            guard !found.isEmpty else {
                throw Invalid(
                    learners == nil ? "/section_id" : "/enrollment_ids", "empty",
                    "Nobody learns there: name a section with learners, or learners.")
            }
            let open = found.filter { !$0.isApproved }
            let places = try await act.record(open.compactMap { $0.approval(by: approver, act) })
            for (record, place) in zip(open, places) {
                act.queue(record.insertApproval(at: place, by: approver, act))
                try act.audit("grade.approved", record.enrollment, ["seq": "\(place)"])
            }
            if !open.isEmpty { try await act.makeChangesOfGrade(in: offering) }
            return ApprovalReceipt(
                approved: open.map(\.enrollment),
                unchanged: found.filter(\.isApproved).map(\.enrollment))
        }
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

extension CourseGradeRecord {
    static func openBlindWork(in offering: ID<Offering>, _ actor: Actor) -> SQL {
        """
        SELECT EXISTS (SELECT 1 FROM assignment
            JOIN exploration ON exploration.institution_id = assignment.institution_id
                AND exploration.id = assignment.exploration_id
                AND exploration.state = 'published'
            JOIN offering ON offering.institution_id = assignment.institution_id
                AND offering.id = assignment.offering_id
            JOIN enrollment ON enrollment.institution_id = assignment.institution_id
                AND enrollment.id = assignment.enrollment_id
                AND enrollment.state IN ('enrolled', 'added_late')
            WHERE assignment.institution_id = \(actor.institution)
                AND assignment.offering_id = \(offering) AND \(Exploration.isStillBlind)
                AND assignment.state NOT IN ('complete', 'excused', 'missing')) AS is_open
        """
    }
}

extension Act {
    /// Without names: who lacks a grade would be told from who has one.
    fileprivate func refuseOpenBlindWork(
        among found: [CourseGradeRecord], of offering: ID<Offering>
    ) async throws {
        guard found.contains(where: \.followsFromBlind) else { return }
        let row = try await run(CourseGradeRecord.openBlindWork(in: offering, actor)).one()
        guard try row["is_open"] else { return }
        throw Invalid(
            "/enrollment_ids", "blind-open",
            "Blind work of this offering isn't all graded yet. Grade it first, then approve.")
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

extension [CourseGradeRecord] {
    fileprivate var approvalFaults: [Invalid.Fault] {
        compactMap { record in
            record.obstacle.map {
                Invalid.Fault(
                    pointer: "/enrollment_ids", code: $0.code, detail: "\(record.name): \($0.said)")
            }
        }
    }
}

extension CourseGradeRecord {
    /// Why the grade can't be approved by who asks.
    fileprivate var obstacle: (code: String, said: String)? {
        if isRecused { return ("recused", "another instructor approves this grade.") }
        switch candidate {
        case .grade: return nil
        case .missing(let titles):
            return ("missing", "no grade yet for \(titles.joined(separator: ", ")).")
        case nil: return ("no-grade-rule", "the section has no grade rule. Set one.")
        }
    }

    /// What an entry that takes up the computed grade names: NR while there is none yet.
    fileprivate var computedOrNothing: CourseGrade {
        guard case .grade(let grade, _) = standing.computed else { return .notReported }
        return grade
    }

    fileprivate func approval(by person: ID<Person>, _ act: Act) -> GradeEntry? {
        guard case .grade(let grade, _) = candidate else { return nil }
        return GradeEntry(
            offering: offering, enrollment: enrollment, assignment: nil, grade: .course(grade),
            reason: standing.reason(on: today), recordedBy: person, approvedBy: person,
            recordedAt: act.now)
    }

    func insertApproval(at place: Int64, by person: ID<Person>, _ act: Act) -> SQL {
        let id: ID<CourseGradeRecord> = act.newID()
        let code = if case .grade(let grade, _) = candidate { grade.code } else { "" }
        return """
            INSERT INTO approval (institution_id, id, offering_id, ledger_seq, enrollment_id,
                section_id, grade, grade_rule_number, approved_by, approved_at)
            VALUES (\(act.institution), \(id), \(offering), \(place), \(enrollment),
                \(section), \(code), \(ruleNumber ?? 0), \(person), \(act.now))
            """
    }
}
