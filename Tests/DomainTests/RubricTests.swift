import Domain
import Testing

@Suite struct RubricTests {
    private func version(_ number: Int, _ descriptor: String = "fully present") -> RubricVersion {
        RubricVersion(
            id: Samples.id(UInt8(30 + number)), number: number, publishedAt: Samples.opens,
            levels: [1, 2].map { RubricVersion.Level(level: $0, name: "level \($0)") },
            criteria: [
                RubricVersion.Criterion(
                    code: "presence", title: "Presence",
                    descriptors: [1: "absent", 2: descriptor]),
                RubricVersion.Criterion(
                    code: "attention", title: "Attention", isOptional: true,
                    descriptors: [1: "not addressed", 2: "answers"]),
            ], flags: [RubricVersion.Flag(code: "changed", title: "Changed", fromLevel: 2)])
    }

    private func rubric() -> Rubric {
        Rubric(id: Samples.id(30), slug: "reflect", title: "REFLECT", versions: [version(1)])
    }

    @Test func `an edit adds the next version and leaves the old one as it was`() throws {
        var rubric = rubric()

        try rubric.add(version(2, "fully there"))

        #expect(rubric.versions == [version(1), version(2, "fully there")])
    }

    @Test func `an edit that changes nothing, or skips a number, is refused`() {
        var rubric = rubric()

        #expect(throws: Rubric.Refusal.nothingChanged) { try rubric.add(version(2)) }
        #expect(throws: Rubric.Refusal.notTheNextNumber) { try rubric.add(version(3, "new")) }
        #expect(rubric.versions.count == 1)
    }

    @Test(
        arguments: [
            (["presence": 2], ["changed"], nil),
            (["presence": 1, "attention": 2], ["changed"], nil),
            ([:], [], .criterionMissing), (["presence": 3], [], .levelUnknown),
            (["presence": 1, "other": 1], [], .levelUnknown),
            (["presence": 1], ["changed"], .flagBelowLevel), (["presence": 2], ["x"], .flagUnknown),
        ] as [([String: Int], Set<String>, Feedback.Refusal?)])
    func `feedback is ready when it says what the rubric asks`(
        levels: [String: Int], flags: Set<String>, refusal: Feedback.Refusal?
    ) throws {
        let author: ID<Person> = Samples.id(10)
        var feedback = Feedback(
            id: Samples.id(7), assignment: Samples.id(1), submission: Samples.id(6),
            author: author)
        try feedback.write(
            Feedback.Content(outcome: .complete, levels: levels, flags: flags), by: author)

        do {
            try feedback.ready(by: author, countsAs: .completion, rubric: version(1))
            #expect(refusal == nil)
        } catch {
            #expect(error == refusal)
        }
    }
}
