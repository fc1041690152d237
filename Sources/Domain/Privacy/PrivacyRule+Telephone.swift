extension PrivacyRule {
    static let telephone = PrivacyRule(
        .telephone, .block,
        "looks like a telephone number: it reaches somebody. Take it out.",
        spans: { text in
            let found =
                text.northAmerican() + text.bracketed() + text.international()
                + text.spans(behind: KeyPhrases.telephone) { text.announced(from: $0) }
            return found.sorted { $0.lowerBound < $1.lowerBound }.apart
        })
}

extension [Range<Int>] {
    /// Without those that begin within the one before.
    var apart: [Range<Int>] {
        reduce(into: []) { kept, next in
            if kept.last.map({ $0.upperBound <= next.lowerBound }) ?? true { kept.append(next) }
        }
    }
}

extension KeyPhrases {
    static let telephone = KeyPhrases(
        [
            "phone", "telephone", "tel", "fax", "whatsapp", "telefon", "teléfono", "téléphone",
            "телефон",
        ].map { KeyPhrase($0) })
}

extension ScannedText {
    /// 555-555-0101, with or without a 1 before it. Toll-free ones reach no person.
    fileprivate func northAmerican() -> [Range<Int>] {
        chains.filter { chain in
            guard chain.groups.count > 2 else { return false }
            let isLong = chain.lengths.first == 1 && self[chain.span.lowerBound] == "1"
            let groups = isLong ? Array(chain.groups.dropFirst()) : chain.groups
            return groups.map(\.count) == [3, 3, 4] && Set(chain.joints).count == 1
                && chain.isJoined(by: { $0.isHyphen || $0 == "." })
                && groups.prefix(2).allSatisfy { self[$0.lowerBound].value >= 50 }
                && !isTollFree(groups[0])
        }
        .map(\.span)
    }

    private func isTollFree(_ area: Range<Int>) -> Bool {
        [800, 833, 844, 855, 866, 877, 888].contains(number(area))
    }

    /// (555) 555-0101
    fileprivate func bracketed() -> [Range<Int>] {
        var found: [Range<Int>] = []
        for place in places(of: "(") where !self[place - 1].isWord {
            let area = place + 1..<end(from: place + 1, while: \.isDigit)
            guard area.count == 3, self[area.upperBound] == ")", !isTollFree(area) else { continue }
            let next = area.upperBound + (self[area.upperBound + 1].isDigit ? 1 : 2)
            guard self[next].isDigit, isGap(self[next - 1]) || self[next - 1] == ")" else {
                continue
            }
            let middle = next..<end(from: next, while: \.isDigit)
            let last = middle.upperBound + 1..<end(from: middle.upperBound + 1, while: \.isDigit)
            guard middle.count == 3, isGap(self[middle.upperBound]), last.count == 4,
                !self[last.upperBound].isWord
            else { continue }
            found.append(place..<last.upperBound)
        }
        return found
    }

    private func isGap(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isHyphen || scalar == "." || scalar == " " || scalar == "\u{A0}"
            || scalar == "\u{202F}"
    }

    /// +49 30 901820, with ten digits at least.
    fileprivate func international() -> [Range<Int>] {
        var found: [Range<Int>] = []
        for place in places(of: "+") where !self[place - 1].isWord {
            guard (49...57).contains(self[place + 1].value) else { continue }
            let groups = groups(from: place + 1, most: 15)
            let country = groups.first.map { $0.count == 1 && self[$0.lowerBound] == "1" } ?? false
            guard groups.map(\.count).reduce(0, +) >= 10, let end = groups.last?.upperBound,
                !self[end].isWord, !(country && groups.count > 1 && isTollFree(groups[1]))
            else { continue }
            found.append(place..<end)
        }
        return found
    }

    /// Groups of digits with short gaps between them, up to so many digits.
    private func groups(from place: Int, most: Int) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var (next, digits) = (place, 0)
        while true {
            let last = end(from: next, while: \.isDigit)
            digits += last - next
            guard last > next, digits <= most else { return groups }
            groups.append(next..<last)
            next = last
            while next < last + 3, isGap(self[next]) || "()/".unicodeScalars.contains(self[next]) {
                next += 1
            }
        }
    }

    /// "phone: 030 901820": seven digits at least, and no date, years or time of day.
    fileprivate func announced(from place: Int) -> Range<Int>? {
        guard self[place].isDigit || self[place] == "(" else { return nil }
        let groups = groups(from: place + (self[place] == "(" ? 1 : 0), most: 15)
        let lengths = groups.map(\.count)
        guard (7...15).contains(lengths.reduce(0, +)), let end = groups.last?.upperBound,
            !self[end].isWord, ![[4, 4], [4, 2, 2], [2, 2, 4], [1, 2, 4]].contains(lengths),
            lengths.dropFirst().allSatisfy({ $0 >= 2 })
        else { return nil }
        return isTollFree(groups[0])
            || lengths[0] == 1 && lengths.count > 1 && isTollFree(groups[1])
            ? nil : place..<end
    }
}
