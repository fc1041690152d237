/// A text scalar by scalar, as the rules of a screen read it.
package struct ScannedText: Sendable {
    private var scalars: [Unicode.Scalar] = []
    /// Where runs of digits begin.
    private(set) var numbers: [Int] = []
    /// Where words begin that have a digit so near behind them that they could announce a number.
    private(set) var announcing: [Int] = []
    private(set) var chains: [NumberChain] = []
    /// Signs of ASCII.
    private var signs: [Int] = []

    /// One walk notes where a rule may have to look, so that no rule walks over all of it again.
    package init(_ text: String) {
        scalars.reserveCapacity(text.utf8.count)
        var (wasWord, wasDigit) = (false, false)
        var words: [Int] = []
        for (place, scalar) in text.unicodeScalars.enumerated() {
            scalars.append(scalar)
            let isWord = scalar.isWord
            if isWord, !wasWord { words.append(place) }
            if scalar.isDigit, !wasDigit {
                numbers.append(place)
                announcing += words.drop { $0 < place - KeyPhrase.reach }
                words = []
            }
            if !isWord, scalar.isASCII, scalar.value > 32 { signs.append(place) }
            (wasWord, wasDigit) = (isWord, scalar.isDigit)
        }
        chains = chainsAlone()
    }

    /// Where a sign of ASCII stands.
    func places(of sign: Unicode.Scalar) -> [Int] { signs.filter { scalars[$0] == sign } }

    /// U+0000, which no text holds, stands for what is before and behind it.
    subscript(_ place: Int) -> Unicode.Scalar {
        place >= 0 && place < scalars.count ? scalars[place] : "\0"
    }

    func text(_ span: Range<Int>) -> String {
        String(String.UnicodeScalarView(scalars[span.clamped(to: scalars.indices)]))
    }

    /// As a reason quotes it: on one line, and not at length.
    func excerpt(_ span: Range<Int>) -> String {
        let most = 48
        let words = text(span.prefix(most)).replacing("\n", with: " ")
        return span.count > most ? words + "…" : words
    }

    /// The end of the run from `place` on.
    func end(from place: Int, while belongs: (Unicode.Scalar) -> Bool) -> Int {
        var end = place
        while end < scalars.count, belongs(scalars[end]) { end += 1 }
        return end
    }

    /// The start of the run that ends before `place`.
    func start(before place: Int, while belongs: (Unicode.Scalar) -> Bool) -> Int {
        var start = place
        while start > 0, belongs(scalars[start - 1]) { start -= 1 }
        return start
    }

    /// Whether `word`, in small letters, stands here in any case.
    func has(_ word: String, at place: Int) -> Bool {
        var place = place
        for scalar in word.unicodeScalars {
            guard self[place].lowercase == scalar else { return false }
            place += 1
        }
        return true
    }
}

extension Range<Int> {
    fileprivate func prefix(_ most: Int) -> Range<Int> {
        lowerBound..<Swift.min(upperBound, lowerBound + most)
    }
}

extension Unicode.Scalar {
    var isDigit: Bool { (48...57).contains(value) }
    var isASCIILetter: Bool { (97...122).contains(value | 32) && isASCII }
    var isHexDigit: Bool { isDigit || (97...102).contains(value | 32) && isASCII }
    var isASCIIWord: Bool { isASCIILetter || isDigit }

    /// A letter or digit of a script that puts spaces between its words: next to one, something is
    /// the middle of a word.
    var isWord: Bool {
        isASCII ? isASCIIWord : value < 0x2E80 && !isUnspaced && properties.isAlphabetic
    }

    var isSpace: Bool {
        isASCII ? value == 32 || (9...13).contains(value) : properties.isWhitespace
    }

    /// Hyphens, and the dashes that word processors put in their place.
    var isHyphen: Bool { value == 45 || (0x2010...0x2013).contains(value) || value == 0x2212 }

    /// Of Thai, Lao, Tibetan, Burmese and Khmer; the other such scripts lie above U+2E80.
    private var isUnspaced: Bool {
        (0x0E00...0x109F).contains(value) || (0x1780...0x17FF).contains(value)
    }

    /// Its small letter, where that is one scalar.
    var lowercase: Unicode.Scalar {
        guard !isASCII else {
            return (65...90).contains(value) ? Unicode.Scalar(UInt8(value) + 32) : self
        }
        return properties.lowercaseMapping.unicodeScalars.first ?? self
    }
}
