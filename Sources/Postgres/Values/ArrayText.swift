/// PostgreSQL's text form of arrays: `{1,NULL,"a \"word\""}`, nested ones as `{{1},{2}}`.
enum ArrayText {
    static func joined(_ texts: [String?], quoting: Bool) -> String {
        let elements = texts.map { text in
            guard let text else { return "NULL" }
            return quoting ? quoted(text) : text
        }
        return "{" + elements.joined(separator: ",") + "}"
    }

    private static func quoted(_ text: String) -> String {
        var bytes = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                bytes.append(UInt8(ascii: "\\"))
            }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The elements' texts, `nil` for NULL; an inner array is left as it is.
    ///
    /// Refuses text that is no array, and one whose lower bound isn't 1 (`[0:1]={1,2}`).
    static func split(_ text: String) -> [String?]? {
        var reader = Reader(bytes: Array(text.utf8))
        return reader.array()
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

        mutating func array() -> [String?]? {
            guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}") else {
                return nil
            }
            place = 1
            if bytes.count == 2 { return [] }
            var elements: [String?] = []
            while let element = element() {
                elements.append(element)
                defer { place += 1 }
                if current == UInt8(ascii: ",") { continue }
                return current == UInt8(ascii: "}") && place == bytes.count - 1 ? elements : nil
            }
            return nil
        }

        private mutating func element() -> String?? {
            switch current {
            case nil: nil
            case UInt8(ascii: "\""): quoted().map { .some($0) }
            case UInt8(ascii: "{"): nested().map { .some($0) }
            default: plain()
            }
        }

        private mutating func quoted() -> String? {
            var text: [UInt8] = []
            place += 1
            while let byte = current, byte != UInt8(ascii: "\"") {
                if byte == UInt8(ascii: "\\") { place += 1 }
                guard let byte = current else { return nil }
                text.append(byte)
                place += 1
            }
            guard current != nil else { return nil }
            place += 1
            return String(decoding: text, as: UTF8.self)
        }

        private mutating func nested() -> String? {
            let start = place
            var depth = 0
            repeat {
                switch current {
                case nil: return nil
                case UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "}"): depth -= 1
                case UInt8(ascii: "\""):
                    guard quoted() != nil else { return nil }
                    continue
                default: break
                }
                place += 1
            } while depth > 0
            return String(decoding: bytes[start..<place], as: UTF8.self)
        }

        private mutating func plain() -> String?? {
            let start = place
            while let byte = current, byte != UInt8(ascii: ","), byte != UInt8(ascii: "}") {
                place += 1
            }
            let text = String(decoding: bytes[start..<place], as: UTF8.self)
            if text.isEmpty { return nil }
            return .some(text == "NULL" ? nil : text)
        }
    }
}

extension Array: PostgresEncodable where Element: PostgresEncodable {
    /// The braces form; for `[UInt8]` the `bytea` form.
    public var postgresText: String? { Element.postgresText(ofArray: self) }
    /// Only `bytea` is quoted inside an array.
    public static var isQuotedInArrays: Bool { Element.self == UInt8.self }
}

extension Array: PostgresDecodable where Element: PostgresDecodable {
    /// Reads the braces form; for `[UInt8]` the `bytea` form.
    public init(postgresText: String) throws(DecodingFailure) {
        self = try Element.array(postgresText: postgresText)
    }
}
