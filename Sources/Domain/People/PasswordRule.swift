import Foundation

/// What a password must be, after NIST SP 800-63B-4 for the only factor: long, and not made of what
/// everybody tries first. No kinds of characters are asked for, and none is forbidden.
package enum PasswordRule {
    package static let shortest = 15
    package static let longest = 256

    /// Refuses with a sentence that says what to do. `known` are words that anybody would try for
    /// this person: their names, their address, their school.
    package static func check(
        _ password: String, known: [String], common: CommonPasswords
    ) throws(Invalid) {
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
        guard hasOwnPart(text.lowercased(), besides: known, common) else {
            throw Invalid(
                "/password", "too-common",
                "Take one that isn't made of names, addresses, rows of keys or the words that "
                    + "everybody tries first.")
        }
    }

    /// Whether enough is left without the words that are tried first, the longest taken away first.
    private static func hasOwnPart(
        _ text: String, besides known: [String], _ common: CommonPasswords
    ) -> Bool {
        let words = known.flatMap { $0.lowercased().split { !$0.isLetter && !$0.isNumber } }
            .filter { $0.count > 2 }
        let tried = common.words.union(words.map(String.init)).filter { text.contains($0) }
            .sorted { ($1.count, $0) < ($0.count, $1) }
        let rest = tried.reduce(text) { $0.replacing($1, with: "") }
        return rest.count >= 8 && Set(rest).count >= 5
    }
}
