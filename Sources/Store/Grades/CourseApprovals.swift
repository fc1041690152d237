package import Domain
package import Foundation
import Postgres

/// Whose course grade an approval recorded, and whose stood approved as it was.
package struct ApprovalReceipt: Sendable, Equatable, Codable {
    package let approved: [ID<Enrollment>]
    package let unchanged: [ID<Enrollment>]
}

extension Records {
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
