/// Who of an offering's staff learns of an action, and which of its details.
package struct ChangeRule: Sendable {
    package enum Sight: Sendable {
        case always
        /// Not of work that is read blind, before the offering is final: when something was handed
        /// in, or who got more time, would tell whose it is.
        case unlessBlind
        /// What they did themselves.
        case own
        case never
    }

    package let subject: OfferingChange.Subject
    package let instructors: Sight
    package let office: Sight
    /// Names of details that everyone sees who sees the change.
    let codes: Set<String>
    /// Names of details that the office sees beside them.
    let officeCodes: Set<String>

    init(
        _ subject: OfferingChange.Subject, instructors: Sight = .always, office: Sight = .always,
        _ codes: Set<String> = [], officeCodes: Set<String> = []
    ) {
        self.subject = subject
        self.instructors = instructors
        self.office = office
        self.codes = codes
        self.officeCodes = officeCodes
    }

    package func sight(of viewer: OfferingChange.Viewer) -> Sight {
        viewer == .office ? office : instructors
    }

    /// The actions that a viewer learns of in one way.
    package static func actions(_ sight: Sight, of viewer: OfferingChange.Viewer) -> [String] {
        table.filter { $0.value.sight(of: viewer) == sight }.map(\.key).sorted()
    }
}

extension ChangeRule {
    /// Every action that happens to something of an offering. What has no row isn't shown.
    package static let table: [String: ChangeRule] =
        course.merging(work) { first, _ in first }.merging(reading) { first, _ in first }
        .merging(grades) { first, _ in first }

    private static let course: [String: ChangeRule] = [
        "offering.created": .init(.offering),
        "offering.copied": .init(.offering, ["from", "explorations"]),
        "offering.edited": .init(.offering),
        "roster.imported": .init(.offering),
        "enrollment.created": .init(.enrollment, ["role", "state"]),
        "enrollment.changed": .init(.enrollment, ["state", "effective_on"]),
        "alias.assigned": .init(.offering, ["count"]),
        "alias.forgotten": .init(.offering, ["count"]),
        "alias.revealed": .init(.enrollment, instructors: .own, ["reason"]),
        "accommodation.granted": .init(.accommodation, ["enrollment"]),
        "accommodation.ended": .init(.accommodation, ["enrollment"]),
        "recusal.recorded": .init(.offering, ["reader", "learner"]),
        "recusal.removed": .init(.offering, ["reader", "learner"]),
        "exploration.created": .init(.exploration),
        "exploration.edited": .init(.exploration),
        "exploration.late_policy_waived": .init(.exploration),
        "exploration.published": .init(.exploration, ["learners"]),
        "exploration.withdrawn": .init(.exploration),
        "exploration.extended": .init(.exploration, ["learners"], officeCodes: ["reason"]),
        "outage.recorded": .init(.outage, ["extended"]),
        "offering.finalized": .init(.offering),
        "handout.added": .init(.handout),
        "handout.edited": .init(.handout),
        "handout.removed": .init(.offering, ["handout"]),
    ]

    private static let work: [String: ChangeRule] = [
        "assignment.reader_named": .init(.assignment, instructors: .unlessBlind, ["reader"]),
        "assignment.extended": .init(
            .assignment, instructors: .unlessBlind, officeCodes: ["reason"]),
        "assignment.excused": .init(
            .assignment, instructors: .unlessBlind, officeCodes: ["reason"]),
        "assignment.missed": .init(.assignment, instructors: .unlessBlind),
        "submission.made": .init(.submission, instructors: .unlessBlind, ["assignment"]),
        "submission.taken_from_draft": .init(
            .submission, instructors: .unlessBlind, ["assignment"]),
        // An appeal is the office's until it is decided.
        "submission.opened": .init(.submission, instructors: .never, ["reason"]),
        "field_note.opened": .init(.assignment, instructors: .never, ["reason"]),
        "appeal.packet_made": .init(.assignment, instructors: .never, ["reason", "digest"]),
    ]

    /// Drafts of feedback are their author's alone, also that there is one; what waits to be released
    /// is the instructors'.
    private static let reading: [String: ChangeRule] = [
        "feedback.saved": .init(.feedback, instructors: .own, office: .never),
        "feedback.ready": .init(.feedback, instructors: .own, office: .never),
        "feedback.handed_over": .init(.feedback, instructors: .own, office: .never, ["to"]),
        "queue.handed_over": .init(.offering, ["from", "to", "assignments"]),
        "release.made": .init(.release, ["pieces"]),
        "release.scheduled": .init(.scheduledRelease, office: .never, ["pieces", "at"]),
        "release.cancelled": .init(.scheduledRelease, office: .never),
        "release.carried_out": .init(
            .scheduledRelease, office: .never, ["released", "left"]),
        "feedback.released": .init(.releasedFeedback, instructors: .unlessBlind, ["release"]),
        "feedback.release_withdrawn": .init(
            .releasedFeedback, instructors: .unlessBlind, ["opened"]),
    ]

    private static let grades: [String: ChangeRule] = [
        "grade_rule.set": .init(.section, ["number"]),
        "registrar_template.set": .init(.section, ["number"]),
        "grade.changed": .init(.assignment, instructors: .unlessBlind, ["seq", "reason"]),
        "grade.recorded": .init(.enrollment, ["seq", "reason"]),
        "grade.approved": .init(.enrollment, ["seq"]),
        "grade.lapsed": .init(.enrollment, ["seq"]),
        "export.made": .init(.export, instructors: .never, ["format", "lines", "digest"]),
        "export.sent": .init(.export, instructors: .never),
        "export.accepted": .init(.export, instructors: .never, ["rows"]),
        "export.rejected": .init(.export, instructors: .never, ["rows"]),
        "change_of_grade.made": .init(
            .changeOfGrade, instructors: .never, ["enrollment", "from", "to"]),
    ]
}
