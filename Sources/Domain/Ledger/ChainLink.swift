/// One link as it is stored: what was sealed, and the digests before and after.
package struct ChainLink: Sendable, Equatable {
    /// Counts from 1 without a gap.
    package let sequence: Int64
    package let entry: [UInt8]
    package let previous: [UInt8]
    package let digest: [UInt8]

    package init(sequence: Int64, entry: [UInt8], previous: [UInt8], digest: [UInt8]) {
        self.sequence = sequence
        self.entry = entry
        self.previous = previous
        self.digest = digest
    }
}
