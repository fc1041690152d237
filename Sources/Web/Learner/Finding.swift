import Domain

/// Something in a text that could lead to somebody who was observed.
struct Finding: Sendable {
    /// Unicode scalars, as the script counts them too.
    let start: Int
    let end: Int
    let isBlocking: Bool
    let severity: String
    let reason: String

    init(_ finding: PrivacyFinding) {
        (start, end) = (finding.span.lowerBound, finding.span.upperBound)
        isBlocking = finding.severity == .block
        severity = isBlocking ? "Must go" : "Look at this"
        reason = finding.reason
    }

    /// "2 things to look at before you submit"
    static func title(_ count: Int) -> String {
        switch count {
        case 0: "Privacy check: nothing found"
        case 1: "1 thing to look at before you submit"
        default: "\(count) things to look at before you submit"
        }
    }
}

/// All that the privacy check found in a draft.
struct FindingList: Sendable {
    let title: String
    let items: [Finding]
    let isEmpty: Bool

    init(_ draft: Draft) {
        items = draft.findings.map(Finding.init)
        title = Finding.title(items.count)
        isEmpty = items.isEmpty
    }
}
