import Domain

/// A text with ⟦ ⟧ around what a screen should find in it.
struct MarkedText {
    let text: String
    let spans: [Range<Int>]

    init(_ marked: String) {
        var plain = String.UnicodeScalarView()
        var spans: [Range<Int>] = []
        var start = 0
        for scalar in marked.unicodeScalars {
            switch scalar {
            case "⟦": start = plain.count
            case "⟧": spans.append(start..<plain.count)
            default: plain.append(scalar)
            }
        }
        text = String(plain)
        self.spans = spans
    }

    /// The marks as a screen would set them.
    static func marking(_ text: String, _ findings: [PrivacyFinding]) -> String {
        var marked = Array(text.unicodeScalars)
        for span in findings.map(\.span).reversed() {
            marked.insert("⟧", at: span.upperBound)
            marked.insert("⟦", at: span.lowerBound)
        }
        return String(String.UnicodeScalarView(marked))
    }
}
