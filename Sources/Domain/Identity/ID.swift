package import Foundation

/// The identity of a `Subject`, written in lower case. New ones are UUIDv7 (RFC 9562) and so sort
/// by the millisecond in which they were made.
package struct ID<Subject>: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UUID

    package init(rawValue: UUID) {
        self.rawValue = rawValue
    }

    /// Refuses whatever isn't the text of a UUID.
    package init?(_ text: some StringProtocol) {
        guard let rawValue = UUID(text: text) else { return nil }
        self.init(rawValue: rawValue)
    }

    package var description: String { rawValue.text }
}

extension ID {
    /// A new UUIDv7: 48 bits of milliseconds since 1970, the version, 74 random bits, the variant.
    package static func make(at now: Date, random: inout some RandomNumberGenerator) -> Self {
        // Rounded: a Date is a binary fraction, and its floor may be the millisecond before.
        let milliseconds = UInt64(max(0, (now.timeIntervalSince1970 * 1000).rounded()))
        let high = milliseconds << 16 | 0x7000 | UInt64.random(in: 0...0xFFF, using: &random)
        let low = 1 << 63 | UInt64.random(in: 0...(1 << 62 - 1), using: &random)
        return ID(rawValue: UUID(high: high, low: low))
    }
}

extension ID {
    /// A new UUIDv4: nothing but chance. For what a blind reader sees, to whom the time of a UUIDv7
    /// would tell when it was made.
    package static func timeless(random: inout some RandomNumberGenerator) -> Self {
        let high = UInt64.random(in: 0 ... .max, using: &random) & ~0xF000 | 0x4000
        let low = 1 << 63 | UInt64.random(in: 0...(1 << 62 - 1), using: &random)
        return ID(rawValue: UUID(high: high, low: low))
    }
}

extension ID: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        left.description < right.description
    }
}

extension ID: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(rawValue: try UUID(from: decoder))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
