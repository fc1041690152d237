import Domain
import Foundation
import Store

/// An exploration as its form holds it: what was typed, whether it is sound or not.
struct ExplorationForm: Sendable, Equatable {
    var version = 0
    var title = ""
    var prompt = ""
    var communities: Set<String> = []
    var countsAs = "completion"
    var points = ""
    var isBlind = false
    var rubric = ""
    var opensAt = ""
    var dueAt = ""
    var wordsLeast = ""
    var wordsMost = ""
    var lateKind = LatePolicy.Kind.flag.rawValue
    var grace = ""
    var deduction = ""
    var floor = ""
    var closesAfter = ""
    var takesLastDraft = false

    init() {}

    init(_ record: ExplorationRecord, zone: String) {
        let (one, policy) = (record.exploration, record.latePolicy)
        version = one.version
        (title, prompt, isBlind) = (one.title, one.prompt, one.isBlind)
        communities = Set(one.communities.map(\.description))
        countsAs = one.countsAs.code
        points = one.countsAs.worth?.description ?? ""
        rubric = one.rubricVersion?.description ?? ""
        opensAt = LocalTime.text(one.opensAt, in: zone)
        dueAt = LocalTime.text(one.dueAt, in: zone)
        wordsLeast = one.wordsLeast.map(String.init) ?? ""
        wordsMost = one.wordsMost.map(String.init) ?? ""
        lateKind = policy.kind.rawValue
        grace = policy.graceMinutes == 0 ? "" : "\(policy.graceMinutes)"
        deduction = policy.deduction == .none ? "" : Self.percent(policy.deduction)
        floor = policy.floor == .none ? "" : Self.percent(policy.floor)
        closesAfter = policy.closesAfterMinutes.map(String.init) ?? ""
        takesLastDraft = policy.takesLastDraft
    }

    init(_ form: Form) {
        version = Int(form["version"]) ?? 0
        title = form["title"].trimmingCharacters(in: .whitespacesAndNewlines)
        prompt = form["prompt"]
        communities = Set(form.all("community"))
        countsAs = form["counts_as"]
        points = form.filled("points") ?? ""
        isBlind = form.isChecked("is_blind")
        rubric = form["rubric"]
        opensAt = form["opens_at"]
        dueAt = form["due_at"]
        wordsLeast = form.filled("words_least") ?? ""
        wordsMost = form.filled("words_most") ?? ""
        lateKind = form["late_kind"]
        grace = form.filled("grace") ?? ""
        deduction = form.filled("deduction") ?? ""
        floor = form.filled("floor") ?? ""
        closesAfter = form.filled("closes_after") ?? ""
        takesLastDraft = form.isChecked("takes_last_draft")
    }

    private static func percent(_ share: Share) -> String {
        Points(thousandths: share.thousandths * 100).description
    }
}

extension ExplorationForm {
    /// What the action takes. Of a published exploration the form doesn't hold what can't change;
    /// that is taken from `published`.
    func content(in zone: String, published: ExplorationRecord? = nil) throws -> Exploration.Content
    {
        var faults: [Invalid.Fault] = []
        func need<Value>(_ value: Value?, _ pointer: String, _ detail: String) -> Value? {
            if value == nil {
                faults.append(
                    Invalid.Fault(pointer: pointer, code: "unreadable", detail: detail))
            }
            return value
        }
        func whole(_ text: String, _ pointer: String) -> Int? {
            text.isEmpty ? nil : need(Int(text), pointer, "Give a whole number, or leave it empty.")
        }
        let old = published?.exploration
        let opens =
            old?.opensAt
            ?? need(LocalTime.date(opensAt, in: zone), "/opens_at", "Choose a day and a time.")
        let due = need(LocalTime.date(dueAt, in: zone), "/due_at", "Choose a day and a time.")
        let worth = countsAs == "points" ? Points(points) : nil
        let counts =
            old?.countsAs
            ?? need(
                CountsAs(code: countsAs, worth: worth), "/points",
                "Say with digits how many points it is worth, more than 0.")
        let least = whole(wordsLeast, "/words_least")
        let most = whole(wordsMost, "/words_most")
        let late = try latePolicy(&faults)
        let content = Exploration.Content(
            title: title, prompt: prompt,
            communities: communities.sorted().compactMap { ID<Community>($0) },
            countsAs: counts ?? .completion, isBlind: old?.isBlind ?? isBlind,
            rubricVersion: old.map(\.rubricVersion) ?? ID<RubricVersion>(rubric),
            opensAt: opens ?? .distantPast, dueAt: due ?? .distantFuture, wordsLeast: least,
            wordsMost: most, latePolicy: late ?? LatePolicy())
        guard faults.isEmpty else { throw Invalid(faults, and: content.check) }
        return content
    }

    private func latePolicy(_ faults: inout [Invalid.Fault]) throws -> LatePolicy? {
        func number(_ text: String, _ pointer: String) -> Int? {
            if text.isEmpty { return 0 }
            if let number = Int(text) { return number }
            faults.append(
                Invalid.Fault(
                    pointer: pointer, code: "unreadable", detail: "Give whole minutes."))
            return nil
        }
        func share(_ text: String, _ pointer: String) -> Share? {
            if text.isEmpty { return Share.none }
            if let percent = Points(text), percent.thousandths % 100 == 0 {
                return Share(thousandths: percent.thousandths / 100)
            }
            faults.append(
                Invalid.Fault(
                    pointer: pointer, code: "unreadable",
                    detail: "Give a percentage with at most one decimal."))
            return nil
        }
        let kind = LatePolicy.Kind(rawValue: lateKind) ?? .flag
        let graceMinutes = number(grace, "/late_policy/grace")
        let closes = closesAfter.isEmpty ? nil : number(closesAfter, "/late_policy/closes_after")
        let cost = share(deduction, "/late_policy/deduction")
        let least = share(floor, "/late_policy/floor")
        guard let graceMinutes, let cost, let least, closesAfter.isEmpty == (closes == nil) else {
            return nil
        }
        return LatePolicy(
            kind: kind, graceMinutes: graceMinutes, deduction: cost, floor: least,
            closesAfterMinutes: closes, takesLastDraft: takesLastDraft)
    }
}

extension ExplorationForm {
    /// Whether saving it once more would change nothing: a second click isn't a lost race.
    func isStored(in record: ExplorationRecord, zone: String) -> Bool {
        let stored = ExplorationForm(record, zone: zone)
        var mine = self
        mine.version = stored.version
        if record.exploration.state != .draft {
            // The form of a published one doesn't hold these.
            (mine.opensAt, mine.rubric) = (stored.opensAt, stored.rubric)
            (mine.countsAs, mine.points) = (stored.countsAs, stored.points)
            mine.isBlind = stored.isBlind
        }
        return mine == stored
    }
}
