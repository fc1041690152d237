import Domain
import Foundation

private let now = Date(timeIntervalSince1970: 1_800_000_000)

private struct Sent: Codable {
    let title: String?
    let dueAt: Date?
    let points: Points?
    let levels: [String: Int]?
    let items: [Item]?
    let day: Day?

    struct Item: Codable {
        let id: String
        let count: Int?
    }
}

/// What is read comes back from what is written of it.
func json(_ bytes: [UInt8]) {
    read(bytes) { (sent: Sent) in
        let written = try JSONCoding.encode(sent)
        let again = try JSONCoding.encode(JSONCoding.decode(Sent.self, from: written))
        precondition(again == written, "a body came back changed")
    }
}

/// With its late policy, as far as it is taken: no time that the database keeps breaks its rules.
func exploration(_ bytes: [UInt8]) {
    read(bytes) { (sent: ExplorationEdit) in
        let content = try sent.content()
        try content.check()
        let policy = content.latePolicy
        _ = policy.sentence
        for submitted in [content.opensAt, content.dueAt, .distantPast, .distantFuture] {
            let lost = policy.deduction(submittedAt: submitted, dueAt: content.dueAt)
            precondition((Share.none...Share.whole).contains(lost), "more is lost than there is")
            let worth = content.countsAs.worth ?? .zero
            _ = policy.points(
                earned: worth, worth: worth, submittedAt: submitted, dueAt: content.dueAt)
        }
        precondition(policy.favors(over: policy), "a policy is worse than itself")
    }
}

func rule(_ bytes: [UInt8]) {
    read(bytes) { (sent: GradeRuleSent) in
        let rule = try sent.rule()
        for basis in GradingBasis.allCases where (try? rule.check(basis)) != nil {
            _ = rule.sentence
            _ = rule.outlook([])
        }
    }
}

func feedback(_ bytes: [UInt8]) {
    read(bytes) { (sent: FeedbackSent) in
        let content = try sent.content()
        let again = FeedbackBody(content, nil, nil)
        _ = try JSONCoding.encode(again)
    }
}

func offering(_ bytes: [UInt8]) {
    read(bytes) { (sent: OfferingEdit) in
        let (course, offering) = try sent.newContent()
        try course.check()
        try offering.check()
    }
}

func community(_ bytes: [UInt8]) {
    read(bytes) { (sent: CommunityEdit) in try sent.content().check() }
}

func person(_ bytes: [UInt8]) {
    read(bytes) { (sent: PersonEdit) in try sent.content().check() }
}

func accommodation(_ bytes: [UInt8]) {
    read(bytes) { (sent: AccommodationSent) in
        let factor = Share(thousandths: sent.timeFactorThousandths)
        try Accommodation.Content(timeFactor: factor, until: sent.until).check(at: now)
    }
}

/// Whatever is wrong with a body is told at its place, or as what the rules refuse.
private func read<Value: Decodable>(_ bytes: [UInt8], _ use: (Value) throws -> Void) {
    do {
        try use(JSONCoding.decode(Value.self, from: bytes))
    } catch is Invalid {
    } catch is any Refusing {
    } catch {
        fatalError("\(error) isn't told as a fault of the body")
    }
}
