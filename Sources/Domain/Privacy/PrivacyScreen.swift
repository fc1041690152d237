/// What is looked for in a text before it is handed in: a list of rules, the earlier ones first where
/// two find the same place.
package struct PrivacyScreen: Sendable {
    /// Of each severity, so that no text makes an answer without end. Whoever takes these out is told
    /// of the next.
    package static let most = 200

    /// Precise enough that what they find is nearly always that.
    package static let standard = PrivacyScreen([
        .webAddress, .emailAddress, .handle, .redditName, .socialSecurity, .recordNumber,
        .accountNumber, .ipAddress, .telephone, .site,
    ])

    package let rules: [PrivacyRule]

    package init(_ rules: [PrivacyRule]) {
        self.rules = rules
    }

    /// In the order of the text.
    package func findings(in text: String) -> [PrivacyFinding] {
        let scanned = ScannedText(text)
        var found: [(span: Range<Int>, rule: Int)] = []
        for (rule, each) in rules.enumerated() {
            found += each.spans(scanned).map { ($0, rule) }
        }
        found.sort { ($0.span.lowerBound, $0.rule) < ($1.span.lowerBound, $1.rule) }
        var left: [PrivacyFinding.Severity: Int] = [.block: Self.most, .warn: Self.most]
        return Self.apart(found).compactMap { span, rule in
            left[rules[rule].severity, default: 0] -= 1
            guard left[rules[rule].severity, default: 0] >= 0 else { return nil }
            return rules[rule].finding(at: span, in: scanned)
        }
    }

    /// Refuses what isn't handed in: a fault for each finding that blocks.
    package func check(_ text: String, at pointer: String = "/body") throws(Invalid) {
        let blocking = findings(in: text).filter { $0.severity == .block }
        guard blocking.isEmpty else {
            throw Invalid(
                blocking.map {
                    Invalid.Fault(
                        pointer: pointer, code: $0.class.rawValue, detail: $0.reason)
                })
        }
    }

    private static func apart(
        _ found: [(span: Range<Int>, rule: Int)]
    ) -> [(span: Range<Int>, rule: Int)] {
        var kept: [(span: Range<Int>, rule: Int)] = []
        for next in found {
            guard let last = kept.last, last.span.overlaps(next.span) else {
                kept.append(next)
                continue
            }
            if next.rule < last.rule { kept[kept.count - 1] = next }
        }
        return kept
    }
}
