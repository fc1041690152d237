import Domain
import Foundation
import Testing

@Suite struct LedgerChainTests {
    // A chain needs any function from bytes to 32 bytes; this one is FNV-1a, spread.
    private static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return (0..<32).map { UInt8(truncatingIfNeeded: hash >> (UInt64($0 % 8) * 8)) }
    }

    private let chain = LedgerChain(sha256: digest)

    private var links: [ChainLink] {
        var head = LedgerChain.origin
        return (1...4).map { sequence in
            let entry = Array("entry \(sequence)".utf8)
            let next = chain.digest(previous: head, sequence: Int64(sequence), entry: entry)
            defer { head = next }
            return ChainLink(
                sequence: Int64(sequence), entry: entry, previous: head, digest: next)
        }
    }

    @Test func `a whole chain holds, also page by page`() throws {
        let links = links

        let first = try chain.verify(links.prefix(2))
        let rest = try chain.verify(links.dropFirst(2), after: first.sequence, head: first.digest)

        #expect(rest.sequence == 4)
        #expect(rest.digest == links[3].digest)
    }

    @Test func `a changed entry is the first break`() {
        var links = links
        links[1] = ChainLink(
            sequence: 2, entry: Array("other".utf8), previous: links[1].previous,
            digest: links[1].digest)

        #expect(throws: ChainBreak(sequence: 2, reason: .digestDiffers)) {
            try chain.verify(links)
        }
    }

    @Test func `a missing entry and a rebuilt one are found`() {
        var missing = links
        missing.remove(at: 2)
        var rebuilt = links
        let entry = Array("other".utf8)
        let digest = chain.digest(previous: rebuilt[0].digest, sequence: 2, entry: entry)
        rebuilt[1] = ChainLink(
            sequence: 2, entry: entry, previous: rebuilt[0].digest, digest: digest)

        #expect(throws: ChainBreak(sequence: 3, reason: .gap)) { try chain.verify(missing) }
        #expect(throws: ChainBreak(sequence: 3, reason: .previousDiffers)) {
            try chain.verify(rebuilt)
        }
    }

    @Test func `the canonical entry is these bytes`() {
        let entry = GradeEntry(
            offering: Samples.id(2), enrollment: Samples.id(4), assignment: nil,
            grade: .course(.mark("P=\n")), reason: .approved, recordedBy: Samples.id(10),
            approvedBy: nil, recordedAt: Date(timeIntervalSince1970: 1_803_000_000.25))

        #expect(
            String(decoding: entry.canonical, as: UTF8.self) == """
                v=1
                offering=00000000-0000-7000-8000-000000000002
                enrollment=00000000-0000-7000-8000-000000000004
                assignment=
                grade=course:mark:P%3d%0a
                reason=approved
                by=00000000-0000-7000-8000-00000000000a
                approved_by=
                at_us=1803000000250000
                """)
    }
}
