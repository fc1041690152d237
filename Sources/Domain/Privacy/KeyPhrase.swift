/// Words that announce a number, as in "account no. 12345678".
struct KeyPhrase: Sendable {
    /// No phrase begins further from its number, with all that may stand between them.
    static let reach = 80

    /// In small letters, with single spaces.
    let words: [Unicode.Scalar]
    /// Whether "number", "no.", "id" or "#" must follow: the word alone says too little.
    let needsMarker: Bool

    init(_ words: String, needsMarker: Bool = false) {
        self.words = Array(words.unicodeScalars)
        self.needsMarker = needsMarker
    }
}

/// Phrases by a mix of their first two letters: most words of a text are passed over at once.
struct KeyPhrases: Sendable {
    private var beginnings = [[KeyPhrase]](repeating: [], count: 128)

    /// Each of two letters at least.
    init(_ phrases: [KeyPhrase]) {
        for phrase in phrases {
            beginnings[Self.place(phrase.words[0], phrase.words[1])].append(phrase)
        }
    }

    func begun(by first: Unicode.Scalar, _ second: Unicode.Scalar) -> [KeyPhrase] {
        beginnings[Self.place(first, second)]
    }

    private static func place(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Int {
        Int((first.value &* 27 &+ second.value) % 128)
    }
}

extension ScannedText {
    private static let markers = ["numbers", "number", "num", "no", "nr", "id"].map {
        KeyPhrase($0)
    }
    private static let links = ["is", "was", "at", "on", "me"].map { KeyPhrase($0) }

    /// What `value` finds behind each of the phrases, given where it would begin: a number.
    func spans(
        behind phrases: KeyPhrases, _ value: (Int) -> Range<Int>?
    ) -> [Range<Int>] {
        var found: [Range<Int>] = []
        for place in announcing {
            for phrase in phrases.begun(by: self[place].lowercase, self[place + 1].lowercase) {
                guard let span = self.value(behind: phrase, at: place, value) else { continue }
                found.append(span)
                break
            }
        }
        return found
    }

    private func value(
        behind phrase: KeyPhrase, at place: Int, _ value: (Int) -> Range<Int>?
    ) -> Range<Int>? {
        guard let end = end(of: phrase, at: place) else { return nil }
        var (next, isMarked) = (end, false)
        // "no. is: " and the like, never a sentence.
        for _ in 0..<6 {
            if self[next] == "#" { isMarked = true }
            if self[next].isSpace || "#:.=".unicodeScalars.contains(self[next]) {
                next += 1
            } else if let behind = oneOf(Self.markers, at: next) {
                (next, isMarked) = (behind, true)
            } else if let behind = oneOf(Self.links, at: next) {
                next = behind
            } else {
                break
            }
        }
        return isMarked || !phrase.needsMarker ? value(next) : nil
    }

    private func oneOf(_ words: [KeyPhrase], at place: Int) -> Int? {
        words.lazy.compactMap { end(of: $0, at: place) }.first
    }

    /// The end of the words, where they stand here as whole ones.
    private func end(of phrase: KeyPhrase, at place: Int) -> Int? {
        for (offset, scalar) in phrase.words.enumerated() {
            let found = self[place + offset]
            guard scalar == " " ? found.isSpace : found.lowercase == scalar else { return nil }
        }
        let end = place + phrase.words.count
        return self[end].isWord ? nil : end
    }
}
