extension PrivacyRule {
    static let socialSecurity = PrivacyRule(
        .socialSecurity, .block,
        "looks like a Social Security number: it stands for one person. Take it out.",
        spans: { text in
            let found =
                text.socialSecurity()
                + text.spans(behind: KeyPhrases.socialSecurity) {
                    text.identifier(from: $0, digits: 9...9)
                }
            return found.sorted { $0.lowerBound < $1.lowerBound }.apart
        })

    static let recordNumber = PrivacyRule(
        .recordNumber, .block,
        "looks like a medical record number: it stands for one patient. Take it out.",
        spans: { text in
            text.spans(behind: KeyPhrases.record) { text.identifier(from: $0, digits: 5...20) }
        })

    static let accountNumber = PrivacyRule(
        .accountNumber, .block,
        "looks like an account or policy number: it stands for one person. Take it out.",
        spans: { text in
            text.spans(behind: KeyPhrases.account) { text.identifier(from: $0, digits: 5...20) }
        })
}

extension KeyPhrases {
    fileprivate static let socialSecurity = KeyPhrases(
        ["ssn", "social security"].map { KeyPhrase($0) })

    fileprivate static let record = KeyPhrases(
        ["mrn", "nhs number", "nhs no"].map { KeyPhrase($0) }
            + [
                "medical record", "health record", "patient", "chart", "hospital",
            ].map { KeyPhrase($0, needsMarker: true) })

    fileprivate static let account = KeyPhrases(
        [
            "account", "acct", "policy", "member", "insurance", "claim", "group", "subscriber",
            "medicare", "medicaid", "card",
        ].map { KeyPhrase($0, needsMarker: true) })
}

extension ScannedText {
    /// 123-45-6789, of the numbers that are given out.
    fileprivate func socialSecurity() -> [Range<Int>] {
        chains.filter { chain in
            guard chain.groups.count == 3, chain.lengths == [3, 2, 4],
                chain.isJoined(by: \.isHyphen)
            else { return false }
            let parts = chain.groups.map(number)
            return ![0, 666].contains(parts[0]) && parts[0] < 900 && parts[1] > 0 && parts[2] > 0
        }
        .map(\.span)
    }

    /// Digits with at most three letters before them, in groups or as one.
    fileprivate func identifier(from place: Int, digits wanted: ClosedRange<Int>) -> Range<Int>? {
        let prefix = end(from: place, while: \.isASCIILetter)
        guard prefix - place <= 3 else { return nil }
        var (end, digits) = (prefix, 0)
        if prefix > place, self[end].isHyphen { end += 1 }
        while self[end].isDigit || isBetweenDigits(end) {
            digits += self[end].isDigit ? 1 : 0
            end += 1
        }
        guard wanted.contains(digits), !self[end].isWord else { return nil }
        return place..<end
    }

    private func isBetweenDigits(_ place: Int) -> Bool {
        (self[place] == " " || self[place].isHyphen) && self[place - 1].isDigit
            && self[place + 1].isDigit
    }
}
