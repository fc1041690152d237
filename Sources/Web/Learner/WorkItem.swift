import Domain
import Foundation
import Store

/// One assignment in a learner's list.
struct WorkItem: Sendable {
    let title: String
    let href: String
    let tag: StateTag
    /// Nil where it matters no more.
    let due: Moment?
    let detail: String

    init(_ work: OwnWork, _ visit: Visit, opens address: (ID<Assignment>) -> Address) {
        let record = work.record
        title = record.explorationTitle
        href = address(record.assignment.id).path
        tag =
            work.isNew(at: visit.now)
            ? StateTag("feedback, new", "back") : StateTag(record, at: visit.now)
        let isOver = [.complete, .excused].contains(record.learnerView(at: visit.now).state)
        due = isOver ? nil : visit.moment(record.assignment.dueAt, offering: record.zone)
        detail = work.sentences(visit).joined(separator: " ")
    }
}

extension OwnWork {
    /// Feedback came that its learner hasn't opened.
    func isNew(at now: Date) -> Bool {
        record.learnerView(at: now).visible != nil && openedAt == nil
    }

    /// What is so, and what to do.
    fileprivate func sentences(_ visit: Visit) -> [String] {
        let view = record.learnerView(at: visit.now)
        let place = record.communityName.map { "\($0)." }
        switch view.state {
        case .assigned, .exploring:
            return [openness(visit), draftSentence(visit), place].compactMap { $0 }
        case .missing: return ["Nothing was handed in.", openness(visit)].compactMap { $0 }
        case .submitted:
            return [
                "Submission \(view.submissions)\(record.lateSubmission ? ", late" : ", on time").",
                "Feedback shows here once it is released.",
            ]
        case .returned: return [feedbackSentence(visit), "You may revise it and hand in again."]
        case .complete: return [feedbackSentence(visit)]
        case .excused: return ["Nothing is expected here."]
        }
    }

    private func openness(_ visit: Visit) -> String? {
        if record.opensAt > visit.now {
            return "Opens \(visit.moment(record.opensAt, offering: record.zone).text)."
        }
        guard record.assignment.isOpen(at: visit.now) else {
            return "Closed. Ask your instructor for an extension."
        }
        let due = Moment.distance(from: visit.now, to: record.assignment.dueAt)
        guard record.assignment.dueAt < visit.now else { return "Due \(due)." }
        return "Due \(due); it can still be handed in, and is marked late."
    }

    private func draftSentence(_ visit: Visit) -> String? {
        guard let draft else { return WordLimits(record).range.map { "Asked for: \($0)." } }
        return "Draft saved \(Moment.distance(from: visit.now, to: draft.savedAt)), "
            + "\(WordLimits(record).said(of: draft.words))."
    }

    private func feedbackSentence(_ visit: Visit) -> String {
        guard let visible = record.learnerView(at: visit.now).visible else { return "" }
        let came = "Feedback of \(visit.moment(visible.releasedAt, offering: record.zone).text)"
        return openedAt == nil ? "\(came), not opened yet." : "\(came), opened."
    }
}
