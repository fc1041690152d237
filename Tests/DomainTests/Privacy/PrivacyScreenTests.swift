import Domain
import Testing

@Suite struct PrivacyScreenTests {
    private let screen = PrivacyScreen.standard

    @Test func `a finding says what it is, where it stands and what to do`() throws {
        let text = "Ich las 👩‍⚕️ é von @threeamjuice."
        let found = try #require(screen.findings(in: text).first)

        #expect(
            found.reason
                == "“@threeamjuice” is a handle: it leads to the person. Take it out; say what it made you feel."
        )
        let scalars = Array(text.unicodeScalars)
        #expect(String(String.UnicodeScalarView(scalars[found.span])) == "@threeamjuice")
        #expect(found.severity == .block)
    }

    @Test func `findings stand in the order of the text, each place once`() {
        let found = screen.findings(
            in: "On example.org: @juicebox, https://example.com/@pod, a@example.com, 123-45-6789")

        #expect(
            found.map(\.class) == [.site, .handle, .webAddress, .email, .socialSecurity])
        #expect(
            zip(found, found.dropFirst()).allSatisfy { $0.span.upperBound <= $1.span.lowerBound })
    }

    @Test func `only what blocks is refused, each at the text with its class and what to do`()
        throws
    {
        try screen.check("I read example.org for an hour.")
        let error = #expect(throws: Invalid.self) {
            try screen.check("@juicebox and @podpod on example.org")
        }

        #expect(error?.faults.map(\.pointer) == ["/body", "/body"])
        #expect(error?.faults.map(\.code) == ["handle", "handle"])
        #expect(error?.faults.allSatisfy { $0.detail.contains("Take it out") } == true)
    }

    @Test func `a long one is quoted by its beginning, on one line`() throws {
        let long = "https://example.org/" + String(repeating: "x", count: 500)
        let found = try #require(screen.findings(in: long).first)

        #expect(found.span == 0..<520)
        #expect(found.reason.count < 200 && found.reason.contains("…"))
    }

    @Test func `many are told in part, and warnings hide nothing that blocks`() {
        let sites = String(repeating: "example.org ", count: 1000)
        let found = screen.findings(in: sites + String(repeating: "@juicebox ", count: 1000))

        #expect(found.count { $0.severity == .warn } == PrivacyScreen.most)
        #expect(found.count { $0.severity == .block } == PrivacyScreen.most)
    }

    @Test func `a rule by itself is a screen`() {
        #expect(PrivacyScreen([]).findings(in: "@juicebox").isEmpty)
        let own = PrivacyRule(.site, .warn, "is said often.") { _ in [0..<3] }
        #expect(
            PrivacyScreen([own]).findings(in: "And so").map(\.reason) == ["“And” is said often."])
    }

    /// A walk that goes back would take hours for these.
    @Test(
        .timeLimit(.minutes(20)),
        arguments: [
            "@", "a@", "a.", "1-", "1 ", "a@a.", "http://", "www.", "(555) ", "+1", "::", "a:",
            ".com",
            "u/", "mrn ", "account no. ", "phone 1", "x", "1.1.1.1.", "é", "@é.", "-", "/u/a",
            "ip ",
        ])
    func `hostile texts take a time that grows with their length alone`(_ part: String) {
        let text = String(repeating: part, count: 120_000 / part.utf8.count)
        let start = ContinuousClock.now
        _ = screen.findings(in: text)

        #expect(start.duration(to: .now) < .seconds(15))
    }
}
