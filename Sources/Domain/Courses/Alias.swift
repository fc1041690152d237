/// A learner's name on the course blog: known to staff only, stable, never used again.
package struct Alias: Sendable, Hashable, Codable, CustomStringConvertible {
    package let name: String

    /// Trimmed and in lower case; refuses an empty one.
    package init?(_ text: some StringProtocol) {
        let name = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !name.isEmpty else { return nil }
        self.name = name
    }

    package var description: String { name }
}
