import Domain
import Testing

@Suite struct RedactedTextTests {
    @Test func `words are found in any case, and covered scalar by scalar`() {
        let text = "Ich traf Zoë, dann ZOË und zoë\u{301}n. 🗼 Zoë"

        let spans = RedactedText.spans(of: "zoë", in: text)
        let covered = RedactedText.covering(spans, in: text)

        #expect(spans.count == 3)
        #expect(!covered.lowercased().contains("zoë"))
        #expect(covered.unicodeScalars.count == text.unicodeScalars.count)
        #expect(covered.hasPrefix("Ich traf ███, dann ███ und"))
    }

    @Test func `lines stay lines where all of a text is covered`() {
        #expect(RedactedText.covered("ab\nc") == "██\n█")
    }

    @Test(arguments: ["", "a", "  ", "two\nlines", String(repeating: "x", count: 501)])
    func `what can't be asked for is refused`(words: String) {
        #expect(throws: Invalid.self) { try RedactedText.check(words) }
    }

    @Test func `two people do it, who say the same`() throws {
        func request() -> Redaction {
            Redaction(
                id: Samples.id(1), scope: .person(Samples.id(2)), reason: .courtOrder,
                requestedBy: "riley", requestedAt: Samples.due)
        }
        var one = request()
        var two = request()

        #expect(throws: Redaction.Refusal.needsAnother) {
            try one.carryOut(by: "riley", saysTheSame: true)
        }
        #expect(throws: Redaction.Refusal.wordsDiffer) {
            try one.carryOut(by: "sasha", saysTheSame: false)
        }
        try one.carryOut(by: "sasha", saysTheSame: true)
        #expect(one.state == .done)
        #expect(throws: Redaction.Refusal.noLongerRequested) { try one.cancel() }
        try two.cancel()
        #expect(throws: Redaction.Refusal.noLongerRequested) {
            try two.carryOut(by: "sasha", saysTheSame: true)
        }
    }
}
