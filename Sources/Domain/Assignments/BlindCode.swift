/// Codes that readers see in a blind exploration in the place of names and aliases.
package enum BlindCode {
    // No vowels, so no words; nothing that looks like a digit.
    private static let letters = Array("BCDFGHJKMNPQRTVWXZ")

    /// A code of its own for each assignment, drawn anew for each exploration. Sorted by code, the
    /// work stands in an order that has nothing to do with names. `used` are those of the same
    /// exploration that others have got.
    package static func make(
        for assignments: [ID<Assignment>], used: Set<String> = [],
        random: inout some RandomNumberGenerator
    ) -> [ID<Assignment>: String] {
        var used = used
        var codes: [ID<Assignment>: String] = [:]
        for assignment in assignments where codes[assignment] == nil {
            var code = draw(&random)
            while !used.insert(code).inserted { code = draw(&random) }
            codes[assignment] = code
        }
        return codes
    }

    private static func draw(_ random: inout some RandomNumberGenerator) -> String {
        String((0..<5).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] })
    }
}
