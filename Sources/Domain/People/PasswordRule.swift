import Foundation

/// What a password must be, after NIST SP 800-63B-4 for the only factor: long, and not made of what
/// everybody tries first. No kinds of characters are asked for, and none is forbidden.
package enum PasswordRule {
    package static let shortest = 15
    package static let longest = 256

    private static let triedFirst = [
        "peerspective", "password", "passwort", "qwerty", "azerty", "letmein", "welcome", "admin",
        "iloveyou", "monkey", "dragon", "football", "sunshine", "princess", "secret", "changeme",
        "abcdefgh", "asdfghjkl", "zxcvbnm", "1q2w3e4r", "123456789", "987654321", "12345678",
        "123456", "12345", "1234",
    ]

    /// Refuses with a sentence that says what to do. `known` are words that anybody would try for
    /// this person: their names, their address, their school.
    package static func check(_ password: String, known: [String]) throws(Invalid) {
        let text = password.precomposedStringWithCompatibilityMapping
        let length = text.unicodeScalars.count
        guard length >= shortest else {
            throw Invalid(
                "/password", "too-short",
                "Take at least \(shortest) characters: four or five words that don't belong "
                    + "together are easy to keep in mind.")
        }
        guard length <= longest else {
            throw Invalid("/password", "too-long", "Take at most \(longest) characters.")
        }
        guard hasOwnPart(text.lowercased(), besides: known) else {
            throw Invalid(
                "/password", "too-common",
                "Take one that isn't made of names, addresses, rows of keys or the words that "
                    + "everybody tries first.")
        }
    }

    /// Whether enough is left without the words that are tried first.
    private static func hasOwnPart(_ text: String, besides known: [String]) -> Bool {
        let words = known.flatMap { $0.lowercased().split { !$0.isLetter && !$0.isNumber } }
            .filter { $0.count > 2 }
        let tried = (words.map(String.init) + triedFirst).sorted { $0.count > $1.count }
        let rest = tried.reduce(text) { $0.replacing($1, with: "") }
        return rest.count >= 8 && Set(rest).count >= 5
    }
}
