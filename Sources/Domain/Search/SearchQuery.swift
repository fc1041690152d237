/// What someone looks for: words, "phrases", or, and -words to leave out.
package struct SearchQuery: Sendable, Equatable {
    package let text: String

    /// Refuses what says nothing, and more than a question needs.
    package init(_ text: String?) throws(Invalid) {
        guard let text, text.contains(where: { !$0.isWhitespace }) else {
            throw Invalid("?q", "empty", "Say what to look for.")
        }
        guard text.unicodeScalars.count <= 200 else {
            throw Invalid("?q", "too-long", "Look for at most 200 characters.")
        }
        guard !text.unicodeScalars.contains("\0") else {
            throw Invalid("?q", "nul-character", "Leave out the character U+0000.")
        }
        self.text = text
    }
}
