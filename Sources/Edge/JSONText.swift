import Domain
import Foundation
import Synchronization

/// Writes JSON straight into the bytes that are sent: names in snake case, in the order in which the
/// type encodes them, instants in RFC 3339 and UTC.
///
/// Foundation's encoder builds a tree first, sorts it and walks it again: that was a tenth of a
/// read's time.
final class JSONText {
    private(set) var bytes: [UInt8] = []
    private var levels: [Level] = []

    private struct Level {
        /// What ends it, once it has begun: `}` or `]`.
        var end: UInt8?
        var isEmpty = true
    }

    /// What must not encode itself. Asking a type what it conforms to is slow, so it is asked once.
    private enum Kind {
        case fields, instant, map, number, other

        private static let known = Mutex<[ObjectIdentifier: Kind]>([:])

        static func of(_ type: Any.Type) -> Kind {
            known.withLock { known in
                if let kind = known[ObjectIdentifier(type)] { return kind }
                let kind: Kind =
                    if type is any JSONWriting.Type { .fields } else if type is Date.Type {
                        .instant
                    } else if type is any KeyedByText.Type {
                        .map
                    } else if type is any FixedWidthInteger.Type { .number } else { .other }
                known[ObjectIdentifier(type)] = kind
                return kind
            }
        }
    }

    static func bytes(of value: some Encodable) throws -> [UInt8] {
        let text = JSONText()
        text.bytes.reserveCapacity(1024)
        try text.write(value)
        return text.bytes
    }

    fileprivate var depth: Int { levels.count }

    fileprivate func write<Value: Encodable>(_ value: Value) throws {
        switch Kind.of(Value.self) {
        case .fields: (value as? any JSONWriting).map { write(fieldsOf: $0) }
        case .instant: (value as? Date).map { write(Instant.text($0)) }
        case .map: try (value as? any KeyedByText)?.encodeSorted(into: self)
        case .number: (value as? any FixedWidthInteger).map { writePlain(String($0)) }
        case .other:
            let depth = depth
            let start = bytes.count
            levels.append(Level())
            try value.encode(to: Place(text: self, depth: depth + 1))
            close(to: depth)
            if bytes.count == start { bytes += [UInt8(ascii: "{"), UInt8(ascii: "}")] }
        }
    }

    /// Begins an object or a list, unless the same value has begun one already.
    fileprivate func open(_ start: Unicode.Scalar, _ end: Unicode.Scalar, at depth: Int) {
        close(to: depth)
        guard levels[depth - 1].end == nil else { return }
        levels[depth - 1].end = UInt8(ascii: end)
        bytes.append(UInt8(ascii: start))
    }

    /// Ends what was begun below `depth`.
    private func close(to depth: Int) {
        while levels.count > depth {
            if let end = levels.removeLast().end { bytes.append(end) }
        }
    }

    /// Goes on to the next item of the list or object at `depth`.
    fileprivate func next(at depth: Int) {
        close(to: depth)
        if !levels[depth - 1].isEmpty { bytes.append(UInt8(ascii: ",")) }
        levels[depth - 1].isEmpty = false
    }

    fileprivate func next(_ key: some CodingKey, at depth: Int) {
        next(at: depth)
        writeSnakeCase(key.stringValue)
        bytes.append(UInt8(ascii: ":"))
    }

    fileprivate func nest() -> Place {
        levels.append(Level())
        return Place(text: self, depth: depth)
    }

    func writePlain(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// RFC 8259, section 7: quotes, backslashes and control characters are escaped, nothing else.
    func write(_ string: String) {
        var string = string
        bytes.append(UInt8(ascii: "\""))
        string.withUTF8 { write($0) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// What needs no escape goes in one piece.
    private func write(_ utf8: UnsafeBufferPointer<UInt8>) {
        var rest = utf8[...]
        while let place = rest.firstIndex(where: Self.isEscaped) {
            bytes.append(contentsOf: rest[..<place])
            escape(rest[place])
            rest = rest[(place + 1)...]
        }
        bytes.append(contentsOf: rest)
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 32 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\n"): append("\\n")
        case UInt8(ascii: "\r"): append("\\r")
        case UInt8(ascii: "\t"): append("\\t")
        case 0..<32:
            append(byte < 16 ? "\\u000" : "\\u001")
            bytes.append(Self.digits[Int(byte & 15)])
        default: bytes += [UInt8(ascii: "\\"), byte]
        }
    }

    private func writeSnakeCase(_ name: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in name.utf8 {
            if byte >= 65, byte <= 90 {
                bytes += [UInt8(ascii: "_"), byte | 32]
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    fileprivate func write(_ number: Double) throws {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, .init(codingPath: [], debugDescription: "JSON has no such number."))
        }
        let whole = Int(exactly: number)
        writePlain(whole.map { String($0) } ?? number.description)
    }
}

/// A map whose keys are data and not names: they stay as they are, sorted.
private protocol KeyedByText {
    func encodeSorted(into text: JSONText) throws
}

extension Dictionary: KeyedByText where Key == String, Value: Encodable {
    fileprivate func encodeSorted(into text: JSONText) throws {
        let place = text.nest()
        text.open("{", "}", at: place.depth)
        for (key, value) in sorted(by: { $0.key < $1.key }) {
            text.next(at: place.depth)
            text.write(key)
            text.writePlain(":")
            try text.write(value)
        }
        text.end(place)
    }
}

extension JSONText {
    fileprivate func end(_ place: Place) {
        close(to: place.depth - 1)
    }
}

/// Where a value is written.
private struct Place: Encoder, SingleValueEncodingContainer {
    let text: JSONText
    let depth: Int
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        text.open("{", "}", at: depth)
        return KeyedEncodingContainer(Object(text: text, depth: depth))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        text.open("[", "]", at: depth)
        return List(text: text, depth: depth)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { text.writePlain("null") }
    func encode(_ value: Bool) { text.writePlain(value ? "true" : "false") }
    func encode(_ value: String) { text.write(value) }
    func encode(_ value: Double) throws { try text.write(value) }
    // Without this one it would go to the last, which asks the value to encode itself: here.
    func encode(_ value: Float) throws { try text.write(Double(value)) }
    func encode(_ value: Int) { text.writePlain(String(value)) }
    func encode<Value: Encodable>(_ value: Value) throws { try text.write(value) }
}

private struct Object<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let text: JSONText
    let depth: Int
    var codingPath: [any CodingKey] { [] }

    private func at(_ key: Key) -> Place {
        text.next(key, at: depth)
        return Place(text: text, depth: depth)
    }

    func encodeNil(forKey key: Key) { at(key).encodeNil() }
    func encode(_ value: Bool, forKey key: Key) { at(key).encode(value) }
    func encode(_ value: String, forKey key: Key) { at(key).encode(value) }
    func encode(_ value: Double, forKey key: Key) throws { try at(key).encode(value) }
    func encode(_ value: Int, forKey key: Key) { at(key).encode(value) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try at(key).encode(value)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        text.next(key, at: depth)
        return text.nest().container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        text.next(key, at: depth)
        return text.nest().unkeyedContainer()
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        text.next(key, at: depth)
        return text.nest()
    }

    func superEncoder() -> any Encoder {
        text.next(at: depth)
        text.writePlain("\"super\":")
        return text.nest()
    }
}

private struct List: UnkeyedEncodingContainer {
    let text: JSONText
    let depth: Int
    private(set) var count = 0
    var codingPath: [any CodingKey] { [] }

    init(text: JSONText, depth: Int) {
        self.text = text
        self.depth = depth
    }

    private mutating func next() -> Place {
        text.next(at: depth)
        count += 1
        return Place(text: text, depth: depth)
    }

    mutating func encodeNil() { next().encodeNil() }
    mutating func encode(_ value: Bool) { next().encode(value) }
    mutating func encode(_ value: String) { next().encode(value) }
    mutating func encode(_ value: Double) throws { try next().encode(value) }
    mutating func encode(_ value: Int) { next().encode(value) }
    mutating func encode<Value: Encodable>(_ value: Value) throws { try next().encode(value) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
        _ = next()
        return text.nest().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        _ = next()
        return text.nest().unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        _ = next()
        return text.nest()
    }
}
