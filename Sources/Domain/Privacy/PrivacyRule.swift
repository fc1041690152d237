/// How one class of what leads to people is found. A new class is a new value in a screen's list.
package struct PrivacyRule: Sendable {
    package let `class`: PrivacyFinding.Class
    package let severity: PrivacyFinding.Severity
    /// Where it stands, in order and none within another; in time that is linear in the text.
    package let spans: @Sendable (ScannedText) -> [Range<Int>]
    /// What is said behind the words that were found, quoted.
    package let advice: String

    package init(
        _ class: PrivacyFinding.Class, _ severity: PrivacyFinding.Severity, _ advice: String,
        spans: @escaping @Sendable (ScannedText) -> [Range<Int>]
    ) {
        self.class = `class`
        self.severity = severity
        self.advice = advice
        self.spans = spans
    }

    func finding(at span: Range<Int>, in text: ScannedText) -> PrivacyFinding {
        PrivacyFinding(
            class: `class`, span: span, severity: severity,
            reason: "“\(text.excerpt(span))” \(advice)")
    }
}
