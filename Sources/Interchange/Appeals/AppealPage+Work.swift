import Domain
import Foundation

extension AppealPage {
    var work: Markup {
        let (place, work) = (packet.place, packet.work)
        let worth = work.exploration.countsAs.worth.map { " (\($0))" } ?? ""
        let section = place.section.map {
            "\($0.termCode) \($0.classNumber), \($0.gradingBasis.rawValue), grades due "
                + "\($0.gradesDueOn)"
        }
        return .list([
            ("Institution", "\(place.institution.name)"),
            ("Course", "\(place.course.code) \(place.course.title)"),
            ("Offering", "\(place.offering.title)"),
            ("Section", "\(section ?? "–")"),
            ("Learner", "\(place.learner.legalName.given) \(place.learner.legalName.family)"),
            ("Registrar's id", "\(place.learner.registrarID ?? "–")"),
            ("Enrollment", "\(place.enrollmentState.rawValue)"),
            ("Assignment", "<code>\("\(work.assignment.id)")</code>"),
            ("State", "\(work.assignment.state.rawValue)"),
            ("Community", "\(work.community ?? "–")"),
            ("Counts as", "\(work.exploration.countsAs.code)\(worth)"),
            ("Read blind", "\(work.exploration.isBlind ? "yes" : "no")"),
            ("Named reader", "\(work.assignment.reader.map { name($0) } ?? "nobody")"),
            ("Prompt", "<div class=\"text\" dir=\"auto\">\(work.exploration.prompt)</div>"),
        ])
    }

    var submissions: Markup {
        guard !packet.submissions.isEmpty else { return "<p>Nothing was handed in.</p>" }
        return "\(packet.submissions.map(article))"
    }

    private func article(_ one: AppealPacket.HandedIn) -> Markup {
        let submission = one.submission
        let lost = packet.lost(by: submission)
        let cost = lost == .none ? "nothing" : "\(lost.percent) of the worth"
        let late =
            submission.isLate
            ? "Late by \(minutes(submission.submittedAt, submission.dueAt)) minutes; under late "
                + "policy \(submission.latePolicyNumber) that costs \(cost)." : "In time."
        let decides = submission.id == packet.timed?.id ? " This submission decides." : ""
        let taken = submission.takenFromDraft ? "yes, at the close" : "no"
        return """
            <article aria-labelledby="submission-\(submission.number)">
            <h3 id="submission-\(submission.number)">Submission \(submission.number)</h3>
            \(Markup.list([
                ("Handed in", moment(submission.submittedAt)),
                ("Due", moment(submission.dueAt)),
                ("Lateness", "\(late)\(decides)"),
                ("Taken from the last draft", "\(taken)"),
                ("Words", "\(submission.words)"), ("Use of AI tools", "\(one.aiUse)"),
                ("Digest", "<code>\(Hex.text(submission.digest))</code>"),
                ("Check", Self.said(one.integrity)),
            ] + redaction(one.redactedAt)))
            <div class="text" dir="auto">\(one.body)</div>
            <p>As it is stored: <a href="\(packet.path(of: submission))"
            >\(packet.path(of: submission))</a></p>
            </article>
            """
    }

    func redaction(_ date: Date?) -> [(String, Markup)] {
        date.map { [("Redacted", moment($0))] } ?? []
    }

    private func minutes(_ late: Date, _ due: Date) -> Int {
        Int((late.timeIntervalSince(due) / 60).rounded(.up))
    }

    var rubric: Markup {
        guard !packet.rubrics.isEmpty else { return "<p>No rubric was used.</p>" }
        let tables = packet.rubrics.map { rubric -> Markup in
            let levels = rubric.version.levels.map(\.level)
            let rows = rubric.version.criteria.map { criterion in
                ["\(criterion.title)\(criterion.isOptional ? " (optional)" : "")" as Markup]
                    + levels.map { "\(criterion.descriptors[$0] ?? "")" as Markup }
            }
            return Markup.table(
                "\(rubric.title), version \(rubric.version.number)",
                ["Criterion"] + levels.map { "Level \($0)" }, rows)
        }
        return "\(tables)"
    }
}
