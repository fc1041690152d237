extension PrivacyRule {
    static let emailAddress = PrivacyRule(
        .email, .block,
        "is an e-mail address: it reaches the person. Take it out; say who wrote, not how to reach them.",
        spans: { text in
            text.places(of: "@").compactMap(text.email)
        })
}

extension ScannedText {
    /// What is before the @ ends at the one before it, so that all of them together are one walk.
    fileprivate func email(around place: Int) -> Range<Int>? {
        var start = start(before: place) { $0.isWord || "._%+-'’".unicodeScalars.contains($0) }
        while start < place, !self[start].isWord, self[start] != "_" { start += 1 }
        guard start < place, self[place - 1] != ".", self[start - 1] != "@",
            let end = host(from: place + 1)
        else { return nil }
        return start..<end
    }

    /// The end of a host's name of two labels at least, whose last could be a top-level domain.
    private func host(from place: Int) -> Int? {
        var labels: [Range<Int>] = []
        var next = place
        while labels.count < 10 {
            let end = end(from: next) { $0.isWord || $0 == "-" }
            guard end > next else { break }
            labels.append(next..<end)
            guard self[end] == "." else { break }
            next = end + 1
        }
        while let last = labels.popLast() {
            guard let before = labels.last else { return nil }
            if isTopLevel(last, behind: before) { return last.upperBound }
        }
        return nil
    }

    /// "me@home.So I stayed" lacks a space, and isn't an address in Somalia.
    private func isTopLevel(_ label: Range<Int>, behind other: Range<Int>) -> Bool {
        guard (2...24).contains(label.count), label.allSatisfy({ !self[$0].isDigit }),
            self[label.upperBound - 1] != "-"
        else { return false }
        let beginsSentence =
            self[label.lowerBound].properties.isUppercase
            && self[label.lowerBound + 1].properties.isLowercase
        return !beginsSentence || self[other.lowerBound].properties.isUppercase
    }
}
