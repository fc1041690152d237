import Domain
import Foundation
import Store

extension StateTag {
    /// As the learner may know it: nothing moves between submission and release.
    init(_ record: AssignmentRecord, at now: Date) {
        let view = record.learnerView(at: now)
        switch view.state {
        case .assigned where record.opensAt > now: self.init("opens later")
        case .assigned, .exploring:
            let isClosed = !record.assignment.isOpen(at: now)
            let isLate = now > view.dueAt
            self.init(
                isClosed
                    ? "closed"
                    : isLate ? "past due" : view.state == .assigned ? "not begun" : "begun",
                isClosed || isLate ? "late" : "")
        case .submitted: self.init(record.lateSubmission ? "handed in, late" : "handed in")
        case .returned: self.init("came back to revise", "back")
        case .complete: self.init("complete", "done")
        case .excused: self.init("excused")
        case .missing: self.init("missed", "late")
        }
    }
}

/// How many words an exploration asks for.
struct WordLimits: Sendable {
    let least: Int?
    let most: Int?

    init(_ record: AssignmentRecord) {
        (least, most) = (record.wordsLeast, record.wordsMost)
    }

    /// "500–900 words", nil without limits.
    var range: String? {
        switch (least.flatMap { $0 > 0 ? $0 : nil }, most) {
        case (let least?, let most?): "\(least)–\(most) words"
        case (let least?, nil): "at least \(least) words"
        case (nil, let most?): "at most \(most) words"
        case (nil, nil): nil
        }
    }

    /// "102 words of 500–900 words"
    func said(of words: Int) -> String {
        let count = "\(words) word\(words == 1 ? "" : "s")"
        return range.map { "\(count); asked for: \($0)" } ?? count
    }

    /// What is wrong with so many; nil where nothing is.
    func fault(of words: Int) -> String? {
        if let least, words < least { return "\(least - words) more needed." }
        if let most, words > most { return "\(words - most) too many." }
        return nil
    }
}

extension AssignmentRecord {
    /// Whether the learner may write and hand in now, as far as the assignment says.
    func takesWork(at now: Date) -> Bool {
        opensAt <= now && assignment.isOpen(at: now)
    }

    /// What handing in once more would do; nil where nothing was handed in.
    func handedInBefore(at now: Date) -> String? {
        let count = assignment.submissions
        guard count > 0, takesWork(at: now) else { return nil }
        let readers = "Your submission \(count) stands in the record; your readers read the latest."
        let isRevision = learnerView(at: now).state == .returned
        guard !isRevision, now > assignment.dueAt else {
            return "\(readers) Handing in again makes submission \(count + 1)."
        }
        return "\(readers) Handing in again makes submission \(count + 1), which would be late."
    }

    /// Who sees what is handed in.
    var readersSentence: String {
        let readers =
            "The instructors of \(offeringTitle) read what you hand in: the one who is named for your "
            + "work, or any of them while nobody is; never one who is recused from it."
        let blind =
            isBlind
            ? " They read it blind: they see a code in place of your name until grades are final."
            : ""
        return readers + blind
            + " Coordinators see that you handed in and when, not the text. Other learners see nothing."
    }
}

extension Extension.Reason {
    var words: String {
        switch self {
        case .confidential: "confidential, held by the student office"
        case .illness: "illness"
        case .family: "family"
        case .clinical: "clinical duty"
        case .religious: "religious observance"
        case .technical: "a technical failure"
        case .outage: "an outage of the service"
        case .other: "another reason"
        }
    }
}

extension String {
    /// Of a zone's name, as people say it: "New York".
    var zoneCity: String {
        (split(separator: "/").last.map(String.init) ?? self).replacing("_", with: " ")
    }
}
