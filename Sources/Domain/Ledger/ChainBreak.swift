/// The first link at which a chain doesn't hold, and why.
package struct ChainBreak: Error, Sendable, Equatable {
    package enum Reason: String, Sendable {
        case gap
        case previousDiffers = "previous-differs"
        case digestDiffers = "digest-differs"
        case headDiffers = "head-differs"
        /// The columns beside an entry, by which it is found, say something else than the entry.
        case columnsDiffer = "columns-differ"
    }

    package let sequence: Int64
    package let reason: Reason

    package init(sequence: Int64, reason: Reason) {
        self.sequence = sequence
        self.reason = reason
    }
}
