import Foundation

/// What is tried first: passwords seen most often, and words of this course. None of the commonest has as
/// many characters as one must have here; what people make of them to be long enough has them as parts.
package struct CommonPasswords: Sendable {
    /// Of an ordinary phrase as much as possible must be left.
    private static let shortest = 6
    private static let ours = [
        "peerspective", "password", "passwort", "qwerty", "azerty", "letmein", "welcome", "admin",
        "iloveyou", "monkey", "dragon", "football", "sunshine", "princess", "secret", "changeme",
        "abcdefgh", "asdfghjkl", "zxcvbnm", "1q2w3e4r", "123456789", "987654321", "12345678",
        "123456", "12345", "1234",
    ]

    /// In small letters.
    package let words: Set<String>

    /// `list` has one in each line; a line that begins with `#!comment:` has none.
    package init(list: String = "") {
        let lines = list.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#!comment:") }
        words = Set(Self.ours).union(
            lines.map { $0.lowercased().trimmingCharacters(in: .whitespaces) }
                .filter { $0.count >= Self.shortest })
    }
}
