import Domain
import Foundation

extension AppealPacket {
    /// What the page says, for programs; texts lie in files of their own.
    var json: CanonicalJSON {
        .object([
            "format": .text("peerspective.appeal/1"),
            "made_at": moment(making.at),
            "made_by": .optional(making.operatorName ?? making.by.flatMap { names[$0] }),
            "reason": .text(making.reason.rawValue),
            "institution": .object([
                "name": .text(place.institution.name), "zone": .text(place.institution.zone),
            ]),
            "offering": .object([
                "id": .text("\(place.offering.id)"), "title": .text(place.offering.title),
                "course_code": .text(place.course.code), "course": .text(place.course.title),
                "zone": .text(place.offering.zone),
            ]),
            "section": place.section.map(Self.json) ?? .null,
            "learner": learnerJSON,
            "exploration": explorationJSON,
            "assignment": assignmentJSON,
            "time": timeJSON,
            "submissions": .list(submissions.map(submissionJSON)),
            "feedback": .list(feedback.indices.map { .text(feedbackPath($0)) }),
            "approvals": .list(grades.approvals.map(approvalJSON)),
        ])
    }

    /// An instant in UTC and on the clocks of the offering and the institution.
    func moment(_ date: Date) -> CanonicalJSON {
        .object([
            "utc": .text(Instant.text(date)),
            "offering": .optional(Instant.text(date, zone: place.offering.zone)),
            "institution": .optional(Instant.text(date, zone: place.institution.zone)),
        ])
    }

    func moment(_ date: Date?) -> CanonicalJSON { date.map { moment($0) } ?? .null }

    func name(_ id: ID<Person>?) -> CanonicalJSON { .optional(id.flatMap { names[$0] }) }

    private static func json(_ section: Section) -> CanonicalJSON {
        .object([
            "term_code": .text(section.termCode), "class_number": .text(section.classNumber),
            "grading_basis": .text(section.gradingBasis.rawValue),
            "grades_due_on": .text("\(section.gradesDueOn)"),
        ])
    }

    private var learnerJSON: CanonicalJSON {
        .object([
            "given_name": .text(place.learner.legalName.given),
            "family_name": .text(place.learner.legalName.family),
            "registrar_id": .optional(place.learner.registrarID),
            "enrollment_state": .text(place.enrollmentState.rawValue),
        ])
    }

    private var explorationJSON: CanonicalJSON {
        let exploration = work.exploration
        return .object([
            "id": .text("\(exploration.id)"), "title": .text(exploration.title),
            "prompt": .text(exploration.prompt),
            "counts_as": .text(exploration.countsAs.code),
            "points": .optional(exploration.countsAs.worth?.description),
            "is_blind": .bool(exploration.isBlind),
            "opens_at": moment(exploration.opensAt), "due_at": moment(exploration.dueAt),
        ])
    }

    private var assignmentJSON: CanonicalJSON {
        let assignment = work.assignment
        return .object([
            "id": .text("\(assignment.id)"), "state": .text(assignment.state.rawValue),
            "due_at": moment(assignment.dueAt), "closes_at": moment(assignment.closesAt),
            "reader": name(assignment.reader), "community": .optional(work.community),
        ])
    }

    private func submissionJSON(_ one: HandedIn) -> CanonicalJSON {
        let submission = one.submission
        return .object([
            "id": .text("\(submission.id)"), "number": .int(submission.number),
            "file": .text(path(of: submission)), "digest": .text(Hex.text(submission.digest)),
            "integrity": .text(one.integrity.rawValue), "redacted_at": moment(one.redactedAt),
            "submitted_at": moment(submission.submittedAt), "due_at": moment(submission.dueAt),
            "is_late": .bool(submission.isLate),
            "late_policy": .int(submission.latePolicyNumber),
            "lost_thousandths": .int(lost(by: submission).thousandths),
            "decides_lateness": .bool(submission.id == timed?.id),
            "words": .int(submission.words), "taken_from_draft": .bool(submission.takenFromDraft),
            "ai_use": .text(one.aiUse),
        ])
    }

    private func approvalJSON(_ one: Recorded<Approval>) -> CanonicalJSON {
        .object([
            "grade": .text(one.value.grade), "ledger_sequence": .int(Int(one.value.sequence)),
            "grade_rule": .int(one.value.ruleNumber), "approved_by": name(one.by),
            "approved_at": moment(one.at),
        ])
    }
}

extension CanonicalJSON {
    static func optional(_ text: String?) -> CanonicalJSON { text.map { .text($0) } ?? .null }
}
