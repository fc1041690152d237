package import Foundation

/// A learner's record of one visit to a community. Nobody else reads it before something was handed in.
package struct FieldNote: Sendable, Equatable {
    package enum Refusal: String, Refusing {
        case tooMany = "too-many-field-notes"
    }

    /// For one assignment.
    package static let most = 50

    package struct Content: Sendable, Equatable {
        package let visitedOn: Day
        /// What was there to see.
        package let observed: String
        /// What it made the learner think.
        package let thought: String
        /// Of the page that was read. Exports and peers never see it, nor do readers by a code.
        package let pageAddress: String?

        package init(
            visitedOn: Day, observed: String, thought: String = "", pageAddress: String? = nil
        ) {
            self.visitedOn = visitedOn
            self.observed = observed
            self.thought = thought
            self.pageAddress = pageAddress
        }
    }

    package let id: ID<FieldNote>
    package let assignment: ID<Assignment>
    package let content: Content
    package let writtenAt: Date
    package let changedAt: Date
    package let version: Int

    package init(
        id: ID<FieldNote>, assignment: ID<Assignment>, content: Content, writtenAt: Date,
        changedAt: Date, version: Int = 1
    ) {
        self.id = id
        self.assignment = assignment
        self.content = content
        self.writtenAt = writtenAt
        self.changedAt = changedAt
        self.version = version
    }
}

extension FieldNote.Content {
    private static let mostBytes = 65_536

    /// Every fault at once, each at its field. A visit is over; somewhere it may be a day ahead.
    package func check(at now: Date) throws(Invalid) {
        var faults = Faults()
        faults.need(
            visitedOn <= Day(of: now.addingTimeInterval(14 * 3600), in: .gmt), "/visited_on",
            "out-of-range", "Give the day of a visit that is over.")
        faults.need(
            !observed.isBlank && observed.utf8.count <= Self.mostBytes, "/observed", "length",
            "Write what you observed, in at most 65,536 bytes.")
        faults.need(
            thought.utf8.count <= Self.mostBytes, "/thought", "too-long",
            "Shorten it to at most 65,536 bytes.")
        faults.need(
            pageAddress.map(Self.isAddress) ?? true, "/page_address", "form",
            "Give an address of at most 2,000 characters that begins with https:// or http://.")
        for (text, pointer) in [(observed, "/observed"), (thought, "/thought")] {
            faults.need(
                !text.utf8.contains(0), pointer, "zero-character", "Remove the character U+0000.")
        }
        try faults.end()
    }

    /// One that was covered stays what it is while the rest is edited.
    private static func isAddress(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        let isVisible = scalars.allSatisfy {
            $0.value > 32 && $0.value != 127 && !$0.properties.isWhitespace
        }
        let small = text.lowercased()
        let hasScheme = ["https://", "http://"].contains {
            small.hasPrefix($0) && small.utf8.count > $0.utf8.count
        }
        return isVisible && scalars.count <= 2000
            && (hasScheme || scalars.first == RedactedText.cover)
    }
}
