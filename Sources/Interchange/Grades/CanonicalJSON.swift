/// JSON of which the same value always gives the same bytes (RFC 8785): keys sorted by UTF-16,
/// no spaces, only the escapes that must be. Numbers are whole; amounts travel as text.
package indirect enum CanonicalJSON: Equatable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case text(String)
    case list([CanonicalJSON])
    case object([String: CanonicalJSON])

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    private func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += value ? "true".utf8 : "false".utf8
        case .int(let value): bytes += String(value).utf8
        case .text(let text): Self.append(text, to: &bytes)
        case .list(let items):
            Self.append(items, between: ("[", "]"), to: &bytes) { $0.append(to: &$1) }
        case .object(let members):
            let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            Self.append(sorted, between: ("{", "}"), to: &bytes) { member, bytes in
                Self.append(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes)
            }
        }
    }

    private static func append<Item>(
        _ items: [Item], between marks: (String, String), to bytes: inout [UInt8],
        each append: (Item, inout [UInt8]) -> Void
    ) {
        bytes += marks.0.utf8
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(item, &bytes)
        }
        bytes += marks.1.utf8
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 { bytes += escaped(byte) }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func escaped(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
        case 0x08: Array("\\b".utf8)
        case 0x09: Array("\\t".utf8)
        case 0x0A: Array("\\n".utf8)
        case 0x0C: Array("\\f".utf8)
        case 0x0D: Array("\\r".utf8)
        case 0..<0x20:
            Array("\\u00".utf8) + Array((byte < 16 ? "0" : "").utf8)
                + Array(String(byte, radix: 16).utf8)
        default: [byte]
        }
    }
}
