extension PrivacyRule {
    private static let advice =
        "is a handle: it leads to the person. Take it out; say what it made you feel."

    static let handle = PrivacyRule(
        .handle, .block, advice,
        spans: { text in
            text.places(of: "@").compactMap(text.handle)
        })

    /// "u/name", as Reddit writes it.
    static let redditName = PrivacyRule(
        .handle, .block, advice,
        spans: { text in
            text.places(of: "/").compactMap {
                text[$0 - 1] == "u" ? text.redditName(from: $0 - 1) : nil
            }
        })
}

/// What stands behind an @ or "u/" and is nobody's name.
private let notNames: Set<String> = [
    "home", "work", "school", "night", "least", "first", "last", "once", "all", "the", "my", "her",
    "his", "their", "our", "this", "that", "rest", "bedtime", "lunch", "dinner", "breakfast",
    "noon", "midnight", "clinic", "hospital", "everyone", "here", "channel", "mods", "a1c",
    "day", "hour", "hours", "kilogram", "minute", "second", "week", "month", "liter", "litre",
    "dose", "meal", "baseline", "diagnosis", "dx", "birth", "age", "bed", "bedside", "admission",
    "discharge", "exercise", "time", "peak", "max", "ed", "er", "icu", "or", "casa", "trabajo",
    "maison", "école", "zuhause", "haus", "дома", "работе",
]

/// What stands behind the digits of "@3am" and "@50mg".
private let units: Set<String> = [
    "", "am", "pm", "a", "p", "h", "hr", "hrs", "min", "mins", "mg", "mcg", "g", "kg", "lb", "lbs",
    "ml", "l", "u", "iu", "unit", "units", "x", "mmol", "mgdl", "cm", "mm", "k", "st", "nd", "rd",
    "th", "ish", "et", "est", "edt", "ct", "mt", "pt", "utc", "gmt",
]

extension ScannedText {
    fileprivate func handle(from place: Int) -> Range<Int>? {
        guard !isInside(place) else { return nil }
        var end = place + 1
        while self[end].isWord || self[end] == "_"
            || self[end] == "." && self[end + 1].isASCIIWord && !isUpper(end + 1) && end > place + 1
        {
            end += 1
        }
        guard (2...64).contains(end - place - 1), isName(place + 1..<end) else { return nil }
        return place..<(self[end] == "@" ? server(from: end + 1) ?? end : end)
    }

    /// Whether what stands before makes it a part of something else: an address, a word, a path.
    private func isInside(_ place: Int) -> Bool {
        let before = self[place - 1]
        if before == "-" { return !self[place - 2].isSpace && place > 1 }
        return before.isWord || "._+/%&=@#~".unicodeScalars.contains(before)
    }

    private func isUpper(_ place: Int) -> Bool { (65...90).contains(self[place].value) }

    private func isName(_ span: Range<Int>) -> Bool {
        let digits = end(from: span.lowerBound, while: \.isDigit)
        let rest = text(digits..<span.upperBound).lowercased()
        guard digits == span.lowerBound || !units.contains(rest) else { return false }
        return span.contains { self[$0].isWord && !self[$0].isDigit } && !notNames.contains(rest)
    }

    /// The rest of "@name@its.server".
    private func server(from place: Int) -> Int? {
        let end = end(from: place) { $0.isASCIIWord || $0 == "." || $0 == "-" }
        let trimmed = start(before: end) { $0 == "." || $0 == "-" }
        return trimmed > place ? trimmed : nil
    }

    fileprivate func redditName(from place: Int) -> Range<Int>? {
        let isPath = self[place - 1] == "/"
        let start = isPath ? place - 1 : place
        guard !self[start - 1].isWord, !"./_-@".unicodeScalars.contains(self[start - 1])
        else { return nil }
        let end = end(from: place + 2) { $0.isASCIIWord || $0 == "_" || $0 == "-" }
        guard (3...20).contains(end - place - 2),
            isName(place + 2..<end), isPath || looksChosen(place, place + 2..<end)
        else { return nil }
        return start..<end
    }

    /// And not the unit of a dose, as in "0.5 u/kg" or "2 u/hour".
    private func looksChosen(_ place: Int, _ name: Range<Int>) -> Bool {
        let amount = start(before: place, while: \.isSpace)
        guard !self[amount - 1].isDigit else { return false }
        return name.count >= 8 || name.contains { !self[$0].isASCIILetter || isUpper($0) }
    }
}
