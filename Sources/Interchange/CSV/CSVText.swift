/// Text as the readers want it: valid UTF-8 without a byte order mark and without zero bytes.
struct CSVText {
    let bytes: [UInt8]

    /// Takes UTF-8 with or without a mark, or UTF-16 of either byte order with one.
    init(decoding file: [UInt8]) throws(CSVRefusal) {
        if file.starts(with: [0xFF, 0xFE]) {
            bytes = try Self.utf16(file, low: 0, high: 1)
        } else if file.starts(with: [0xFE, 0xFF]) {
            bytes = try Self.utf16(file, low: 1, high: 0)
        } else {
            bytes = try Self.utf8(file)
        }
        if let zero = bytes.firstIndex(of: 0) {
            throw CSVRefusal(.zeroByte, line: Self.line(after: bytes[..<zero]))
        }
    }

    private static func utf8(_ file: [UInt8]) throws(CSVRefusal) -> [UInt8] {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = file.starts(with: mark) ? Array(file.dropFirst(mark.count)) : file
        guard String(validating: text, as: UTF8.self) != nil else {
            throw CSVRefusal(.invalidUTF8, line: lineOfFault(in: text, as: UTF8.self))
        }
        return text
    }

    private static func utf16(_ file: [UInt8], low: Int, high: Int) throws(CSVRefusal) -> [UInt8] {
        let units = stride(from: 2, to: file.count - 1, by: 2).map { at in
            UInt16(file[at + high]) << 8 | UInt16(file[at + low])
        }
        guard let text = String(validating: units, as: UTF16.self), file.count.isMultiple(of: 2)
        else { throw CSVRefusal(.invalidUTF16, line: lineOfFault(in: units, as: UTF16.self)) }
        return Array(text.utf8)
    }

    /// Walks to the first unit that can't be decoded, or to the end.
    private static func lineOfFault<Encoding: UnicodeCodec>(
        in units: [Encoding.CodeUnit], as encoding: Encoding.Type
    ) -> Int {
        var codec = Encoding()
        var rest = units.makeIterator()
        var sound: [UInt8] = []
        while case .scalarValue(let scalar) = codec.decode(&rest) {
            sound.append(scalar.isASCII ? UInt8(scalar.value) : 0x3F)
        }
        return line(after: sound[...])
    }

    /// The number of the line that follows these bytes; LF, CRLF and CR each end one.
    private static func line(after bytes: ArraySlice<UInt8>) -> Int {
        var line = 1
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == CSVByte.cr || (byte == CSVByte.lf && previous != CSVByte.cr) { line += 1 }
            previous = byte
        }
        return line
    }
}
