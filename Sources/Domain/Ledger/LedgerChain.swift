/// The hash chain of an offering's grades. SHA-256 is handed in: this module knows no crypto.
package struct LedgerChain: Sendable {
    package typealias SHA256 = @Sendable ([UInt8]) -> [UInt8]

    /// What the first link names as its predecessor.
    package static let origin = [UInt8](repeating: 0, count: 32)

    private let sha256: SHA256

    package init(sha256: @escaping SHA256) {
        self.sha256 = sha256
    }

    /// SHA-256 of the previous digest, the sequence as eight bytes (most significant first) and the
    /// entry.
    package func digest(previous: [UInt8], sequence: Int64, entry: [UInt8]) -> [UInt8] {
        sha256(previous + sequence.bigEndianBytes + entry)
    }

    /// Walks links in order, from after `sequence` and `head`; answers the digest of the last, and
    /// throws the first break. Long chains are walked a page at a time.
    package func verify(
        _ links: some Sequence<ChainLink>, after sequence: Int64 = 0, head: [UInt8] = origin
    ) throws(ChainBreak) -> (sequence: Int64, digest: [UInt8]) {
        var (sequence, head) = (sequence, head)
        for link in links {
            sequence += 1
            guard link.sequence == sequence else {
                throw ChainBreak(sequence: sequence, reason: .gap)
            }
            guard link.previous == head else {
                throw ChainBreak(sequence: sequence, reason: .previousDiffers)
            }
            let expected = digest(previous: head, sequence: sequence, entry: link.entry)
            guard link.digest == expected else {
                throw ChainBreak(sequence: sequence, reason: .digestDiffers)
            }
            head = expected
        }
        return (sequence, head)
    }
}

extension Int64 {
    fileprivate var bigEndianBytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * $0)) }
    }
}
