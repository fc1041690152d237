package import Foundation

/// A version of the code that learners accept before their first exploration.
package struct ObserverCode: Sendable, Equatable {
    package enum Refusal: String, Refusing {
        /// Another version has been published since the one that was read.
        case superseded = "observer-code-superseded"
    }

    /// Counts from 1 in the institution.
    package let number: Int
    package let body: String
    package let publishedAt: Date

    package init(number: Int, body: String, publishedAt: Date) {
        self.number = number
        self.body = body
        self.publishedAt = publishedAt
    }

    /// Refuses a text that can't be a code.
    package static func check(body: String) throws(Invalid) {
        guard !body.isBlank, body.utf8.count <= 100_000 else {
            throw Invalid("/body", "length", "The code has some text, and at most 100,000 bytes.")
        }
    }
}
