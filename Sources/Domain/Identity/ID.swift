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
        guard let rawValue = UUID(uuidString: String(text)) else { return nil }
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

extension UUID {
    package init(high: UInt64, low: UInt64) {
        let bytes = [high, low].flatMap { half in
            (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) }
        }
        self.init(
            uuid: (
                bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
                bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
            ))
    }
}

extension UUID {
    /// In lower case. Not by `uuidString`, which goes through `sprintf`: an answer has many ids.
    package var text: String {
        withUnsafeBytes(of: uuid) { bytes in
            String(unsafeUninitializedCapacity: 36) { text in
                var place = 0
                for (index, byte) in bytes.enumerated() {
                    if index == 4 || index == 6 || index == 8 || index == 10 {
                        text[place] = UInt8(ascii: "-")
                        place += 1
                    }
                    text[place] = uuidDigits[Int(byte >> 4)]
                    text[place + 1] = uuidDigits[Int(byte & 15)]
                    place += 2
                }
                return place
            }
        }
    }
}

private let uuidDigits = Array("0123456789abcdef".utf8)
