package import Foundation

extension LatePolicy {
    package enum Refusal: String, Refusing {
        case disfavorsLearner = "disfavors-learner"
        case outOfRange = "out-of-range"
        case flagCosts = "flag-costs"
        case costsNothing = "costs-nothing"
        case lastDraftNeedsClose = "last-draft-needs-close"
    }

    package func check() throws(Refusal) {
        let shares = Share.none...Share.whole
        let aYear = 0...525_600
        guard aYear.contains(graceMinutes), shares.contains(deduction), shares.contains(floor),
            closesAfterMinutes.map(aYear.contains) ?? true
        else { throw .outOfRange }
        if kind == .flag, deduction != .none { throw .flagCosts }
        if kind != .flag, deduction == .none { throw .costsNothing }
        if takesLastDraft, closesAfterMinutes == nil { throw .lastDraftNeedsClose }
    }

    /// The share of the worth that is lost by handing in then. Hours and days count once begun.
    package func deduction(submittedAt: Date, dueAt: Date) -> Share {
        let seconds = Int(submittedAt.timeIntervalSince(dueAt).rounded(.up))
        let late = seconds - graceMinutes * 60
        guard late > 0, kind != .flag else { return .none }
        let unit = kind == .perHour ? 3600 : 86_400
        let begun = (late + unit - 1) / unit
        let most = Share.whole.thousandths - floor.thousandths
        let (lost, overflow) = begun.multipliedReportingOverflow(by: deduction.thousandths)
        return Share(thousandths: overflow ? most : min(most, lost))
    }

    /// What is left of earned points: never less than the floor's share of the worth, unless less
    /// was earned in the first place.
    package func points(
        earned: Points, worth: Points, submittedAt: Date, dueAt: Date
    ) -> Points {
        let lost = worth.share(deduction(submittedAt: submittedAt, dueAt: dueAt))
        return max(earned - lost, min(earned, worth.share(floor)))
    }

    /// When a learner with this due time can no longer hand in; nil: never.
    package func closes(dueAt: Date) -> Date? {
        closesAfterMinutes.map { dueAt.addingTimeInterval(Double($0) * 60) }
    }

    /// The policy that takes this one's place, recorded as a waiver. It may cost nobody anything,
    /// however late they are: refuses whatever could.
    package func replaced(by next: LatePolicy) throws(Refusal) -> LatePolicy {
        try next.check()
        guard next.favors(over: self) else { throw .disfavorsLearner }
        return LatePolicy(
            number: number + 1, kind: next.kind, graceMinutes: next.graceMinutes,
            deduction: next.deduction, floor: next.floor,
            closesAfterMinutes: next.closesAfterMinutes, takesLastDraft: next.takesLastDraft)
    }

    /// Whether no learner, at no time, is worse off than under the `old` policy.
    package func favors(over old: LatePolicy) -> Bool {
        closesNoSooner(than: old) && keepsDrafts(of: old) && costsNoMore(than: old)
    }

    // Taking drafts must be said beforehand, so it isn't begun later either.
    private func keepsDrafts(of old: LatePolicy) -> Bool {
        takesLastDraft == old.takesLastDraft || closesAfterMinutes == nil
    }

    private func closesNoSooner(than old: LatePolicy) -> Bool {
        guard let closesAfterMinutes else { return true }
        return old.closesAfterMinutes.map { closesAfterMinutes >= $0 } ?? false
    }

    // Steps of both policies begin at whole minutes, and a second after each is the first at which
    // it counts: so looking at those, up to where the new one has taken all it can, is proof enough.
    private func costsNoMore(than old: LatePolicy) -> Bool {
        guard kind != .flag else { return true }
        guard old.kind != .flag else { return false }
        guard floor >= old.floor else { return false }
        let unit = kind == .perHour ? 60 : 1440
        let steps = (1000 + deduction.thousandths - 1) / max(1, deduction.thousandths)
        let due = Date(timeIntervalSinceReferenceDate: 0)
        return (0...steps).allSatisfy { step in
            let late = due.addingTimeInterval(Double((graceMinutes + step * unit) * 60 + 1))
            return deduction(submittedAt: late, dueAt: due)
                <= old.deduction(submittedAt: late, dueAt: due)
        }
    }
}

extension LatePolicy {
    /// The policy in words, as published with the exploration.
    package var sentence: String {
        var parts: [String] = []
        if kind == .flag {
            parts.append("Late work is marked as late and costs nothing")
        } else {
            let unit = kind == .perHour ? "hour" : "day"
            let grace = graceMinutes > 0 ? ", after \(Self.span(graceMinutes)) of grace" : ""
            let least =
                floor > .none ? ", but never takes the reachable below \(floor.percent)" : ""
            parts.append(
                "Each \(unit) begun costs \(deduction.percent) of the worth\(grace)\(least)")
        }
        if let closesAfterMinutes {
            parts.append(
                closesAfterMinutes == 0
                    ? "it closes at the due time"
                    : "it closes \(Self.span(closesAfterMinutes)) after the due time")
        }
        if takesLastDraft { parts.append("at the close the last saved draft is handed in") }
        return parts.joined(separator: "; ") + "."
    }

    /// As people say it: "2 days", "90 minutes", "1 day 6 hours".
    private static func span(_ minutes: Int) -> String {
        guard minutes >= 120 || minutes == 60 else {
            return minutes == 1 ? "1 minute" : "\(minutes) minutes"
        }
        let parts = [
            (minutes / 1440, "day"), (minutes / 60 % 24, "hour"), (minutes % 60, "minute"),
        ]
        return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
            .joined(separator: " ")
    }
}
