import Interchange
import Testing

struct CSVReaderTests {
    private func fields(_ text: String) throws -> [[String]] {
        try CSVReader().records(in: Array(text.utf8)).map(\.fields)
    }

    private func refusal(
        of bytes: [UInt8], limits: CSVLimits = CSVLimits()
    ) -> CSVRefusal? {
        #expect(throws: CSVRefusal.self) { try CSVReader(limits: limits).records(in: bytes) }
    }

    @Test func `a quoted field holds delimiters, doubled quotes and line ends`() throws {
        #expect(try fields("a,\"b,\"\"c\"\"\r\nd\",\"\"\r\n") == [["a", "b,\"c\"\r\nd", ""]])
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `every line end counts, also within quotes`(end: String) throws {
        let text = ["id,note", "1,\"two", "lines\"", "", "2,last"].joined(separator: end)

        let records = try CSVReader().records(in: Array(text.utf8))

        #expect(records.map(\.line) == [1, 2, 5])
        #expect(records[1].fields == ["1", "two\(end)lines"])
    }

    @Test(arguments: [",", ";", "\t"])
    func `the first record tells the delimiter`(delimiter: String) throws {
        let text = "id\(delimiter)\"a;b,c\td,e;f\tg\"\n1\(delimiter)2"

        #expect(try fields(text) == [["id", "a;b,c\td,e;f\tg"], ["1", "2"]])
    }

    @Test func `a file without a last line end loses nothing`() throws {
        #expect(try fields("a,b\n1,") == [["a", "b"], ["1", ""]])
    }

    @Test func `an empty file has no records`() throws {
        #expect(try fields("").isEmpty)
        #expect(try fields("\r\n\r\n").isEmpty)
    }

    @Test func `a byte order mark isn't part of the first field`() throws {
        #expect(try fields("\u{FEFF}id,b\n1,2").first == ["id", "b"])
    }

    @Test(arguments: [false, true])
    func `UTF-16 with its mark reads like UTF-8`(isBig: Bool) throws {
        let text = "\u{FEFF}name;town\r\nZoë;東京 🗼"
        let bytes = text.utf16.flatMap { unit in
            let pair = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
            return isBig ? pair.reversed() : pair
        }

        let records = try CSVReader().records(in: bytes)

        #expect(records.map(\.fields) == [["name", "town"], ["Zoë", "東京 🗼"]])
    }

    @Test func `broken UTF-16 is refused on its line`() {
        let odd: [UInt8] = [0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x62]
        let lone: [UInt8] = [0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x00, 0xD8, 0x62, 0]

        #expect(refusal(of: odd) == CSVRefusal(.invalidUTF16, line: 2))
        #expect(refusal(of: lone) == CSVRefusal(.invalidUTF16, line: 2))
    }

    @Test func `invalid UTF-8 is refused on its line`() {
        let bytes = Array("id\r\n1\r\nJos".utf8) + [0xE9] + Array("\r\n2".utf8)

        #expect(refusal(of: bytes) == CSVRefusal(.invalidUTF8, line: 3))
    }

    @Test func `a zero byte is refused on its line`() {
        #expect(refusal(of: Array("a\n\0b".utf8)) == CSVRefusal(.zeroByte, line: 2))
    }

    @Test func `a quote that is never closed names the line where it opens`() {
        let bytes = Array("id,note\n1,\"a\nb\",\"c\nd".utf8)

        #expect(refusal(of: bytes) == CSVRefusal(.unterminatedQuote, line: 3, column: 3))
    }

    @Test func `quotes out of place are refused where their record begins`() {
        #expect(
            refusal(of: Array("id\n1,\"a\nb\"c".utf8))
                == CSVRefusal(.textAfterQuote, line: 2, column: 2))
        #expect(
            refusal(of: Array("id\n1,6\" tall".utf8)) == CSVRefusal(.strayQuote, line: 2, column: 2)
        )
    }

    @Test func `each limit refuses by its own name`() {
        var limits = CSVLimits()
        (limits.fieldBytes, limits.recordBytes, limits.fields) = (4, 12, 3)
        (limits.rows, limits.fileBytes) = (2, 40)
        let cases: [(String, CSVRefusal)] = [
            ("a\nabcde", CSVRefusal(.fieldTooLong(limit: 4), line: 2, column: 1)),
            ("a\nabcd,abcd,abcd", CSVRefusal(.recordTooLong(limit: 12), line: 2)),
            ("a,b,c,d", CSVRefusal(.tooManyFields(limit: 3), line: 1)),
            ("a\nb\nc\nd", CSVRefusal(.tooManyRows(limit: 2), line: 4)),
            (String(repeating: "a\n", count: 21), CSVRefusal(.fileTooLarge(limit: 40), line: 1)),
        ]

        for (text, expected) in cases {
            #expect(refusal(of: Array(text.utf8), limits: limits) == expected)
        }
    }

    @Test func `a refusal says where it is and what to do`() {
        let refusal = CSVRefusal(.unterminatedQuote, line: 7, column: 2)

        #expect(
            refusal.description
                == "Line 7, column 2: a quotation mark opens here and is never closed. Close it.")
    }

    @Test func `time grows with the file, not with its square`() throws {
        let row = "00421,\"Okafor, Ada\",\"a \"\"quoted\"\" note\nover two lines\",2271,10432\r\n"
        let clock = ContinuousClock()
        let short = Array(String(repeating: row, count: 5_000).utf8)
        let long = Array(String(repeating: row, count: 20_000).utf8)

        let shortTime = try clock.measure { _ = try CSVReader().records(in: short) }
        let longTime = try clock.measure { _ = try CSVReader().records(in: long) }

        // Four times the rows; a square would take sixteen times as long.
        #expect(longTime < shortTime * 10)
    }
}
