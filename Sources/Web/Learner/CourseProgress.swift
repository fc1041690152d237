import Domain
import Foundation
import Store

/// How far a learner is in one offering, as a bar and in a sentence.
struct CourseProgress: Sendable {
    let id: String
    let title: String
    let done: Int
    let all: Int
    let isBegun: Bool
    let label: String
    let sentence: String
    /// What the course grade needs; nil while no rule is set.
    let rule: String?

    init(_ offering: OfferingRecord, _ work: [OwnWork], _ rule: GradeRule?, _ visit: Visit) {
        let states = work.map { $0.record.learnerView(at: visit.now).state }
        let excused = states.count { $0 == .excused }
        id = "progress-\(offering.offering.id)"
        title = offering.offering.title
        done = states.count { $0 == .complete }
        all = states.count - excused
        isBegun = all > 0
        label = "Assignments complete in \(title)"
        let count =
            all == 0
            ? "No assignment is published yet."
            : "\(done) of \(all) assignments complete\(excused > 0 ? ", \(excused) excused" : "")."
        sentence = ([count] + Self.lateness(work, visit)).joined(separator: " ")
        self.rule = rule?.sentence
    }

    private static func lateness(_ work: [OwnWork], _ visit: Visit) -> [String] {
        let now = visit.now
        let late = work.count { $0.record.lateSubmission }
        let missed = work.count { $0.record.learnerView(at: now).state == .missing }
        let overdue = work.count {
            [.assigned, .exploring].contains($0.record.learnerView(at: now).state)
                && $0.record.assignment.dueAt < now
        }
        let said = [
            overdue > 0 ? "\(overdue) past due." : nil,
            late > 0 ? "\(late) handed in late." : nil,
            missed > 0 ? "\(missed) missed." : nil,
        ].compactMap { $0 }
        return said.isEmpty && !work.isEmpty ? ["Nothing is late."] : said
    }
}
