package import Foundation

/// How far an institution's chains had come at some time. Kept outside the database and signed, it
/// shows a chain that was cut short or rebuilt as a whole, which holds by itself.
package struct Checkpoint: Sendable, Equatable {
    package enum Refusal: String, Refusing {
        /// A checkpoint of a broken chain would cover what happened.
        case chainBroken = "chain-broken"
    }

    package struct Head: Sendable, Equatable {
        /// Nil: the chain of the record; else the grades of an offering.
        package let offering: ID<Offering>?
        package let links: Int64
        package let digest: [UInt8]

        package init(offering: ID<Offering>?, links: Int64, digest: [UInt8]) {
            self.offering = offering
            self.links = links
            self.digest = digest
        }
    }

    package let institution: ID<Institution>
    package let at: Date
    package let heads: [Head]

    package init(institution: ID<Institution>, at: Date, heads: [Head]) {
        self.institution = institution
        self.at = at
        self.heads = heads
    }
}

extension Checkpoint {
    /// What is signed, version 1, and what stands in the file before its signature.
    package var text: String {
        let heads = heads.map { head in
            (
                "head",
                "\(head.offering?.description ?? "audit"):\(head.links):\(Hex.text(head.digest))"
            )
        }
        let fields = [
            ("v", "1"), ("institution", institution.description),
            ("at_us", CanonicalText.microseconds(at)),
        ]
        return String(decoding: CanonicalText.bytes(fields + heads), as: UTF8.self)
    }

    /// Reads what `text` gave; nil for anything else.
    package init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, lines[0] == "v=1", lines[1].hasPrefix("institution="),
            let institution = ID<Institution>(lines[1].dropFirst(12)),
            lines[2].hasPrefix("at_us="), let micros = Int64(lines[2].dropFirst(6))
        else { return nil }
        let heads = lines.dropFirst(3).map(Head.init)
        guard heads.allSatisfy({ $0 != nil }) else { return nil }
        self.init(
            institution: institution, at: Date(timeIntervalSince1970: Double(micros) / 1e6),
            heads: heads.compactMap(\.self))
    }
}

extension Checkpoint.Head {
    fileprivate init?(line: Substring) {
        let parts = line.dropFirst(5).split(separator: ":", omittingEmptySubsequences: false)
        guard line.hasPrefix("head="), parts.count == 3, let links = Int64(parts[1]),
            let digest = Hex.bytes(parts[2]), digest.count == 32
        else { return nil }
        let offering = ID<Offering>(parts[0])
        guard offering != nil || parts[0] == "audit" else { return nil }
        self.init(offering: offering, links: links, digest: digest)
    }
}
