import Interchange
import Testing

struct CSVWriterTests {
    @Test func `cells are quoted only where they must be and lines end in CRLF`() {
        let bytes = CSVWriter(for: .machine).bytes(of: [["a", "b,c", "d\"e"], ["", "f\ng", " h"]])

        #expect(
            String(decoding: bytes, as: UTF8.self) == "a,\"b,c\",\"d\"\"e\"\r\n,\"f\ng\",\" h\"\r\n"
        )
    }

    @Test func `only files for Excel carry a byte order mark`() {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

        #expect(CSVWriter(for: .excel).bytes(of: [["a"]]).starts(with: mark))
        #expect(!CSVWriter(for: .people).bytes(of: [["a"]]).starts(with: mark))
        #expect(!CSVWriter(for: .machine).bytes(of: [["a"]]).starts(with: mark))
    }

    @Test(arguments: [
        "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=x", "\n=x", "  =x", "\"=x", "' \"=x", "＝x",
        "\u{A0}@x",
    ])
    func `a cell that could be a formula is disarmed for people alone`(cell: String) throws {
        let forPeople = CSVWriter(for: .people).bytes(of: [[cell]])
        let forMachines = CSVWriter(for: .machine).bytes(of: [[cell]])

        #expect(try CSVReader().records(in: forPeople).map(\.fields) == [["'" + cell]])
        #expect(try CSVReader().records(in: forMachines).map(\.fields) == [[cell]])
        #expect(FormulaGuard.restored("'" + cell) == cell)
    }

    @Test(arguments: ["O'Brien", "a=b", "1-2", "'quoted'", "", "12", "e-mail"])
    func `a harmless cell stays as it is`(cell: String) {
        #expect(FormulaGuard.disarmed(cell) == cell)
        #expect(FormulaGuard.restored(cell) == cell)
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `random tables are written and read back equal`(seed: UInt64) throws {
        let rows = RandomTable(seed: seed).rows

        for purpose in [CSVWriter.Purpose.excel, .people, .machine] {
            let bytes = CSVWriter(for: purpose).bytes(of: rows)
            let read = try CSVReader().records(in: bytes).map(\.fields)
            let restored = purpose == .machine ? read : read.map { $0.map(FormulaGuard.restored) }
            #expect(
                restored.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } }
            )
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `python3 reads and writes the same random tables`(seed: UInt64) throws {
        let rows = RandomTable(seed: seed).rows

        let readByPython = try Python.table(from: CSVWriter(for: .machine).bytes(of: rows))
        let writtenByPython = try Python.csv(from: rows)
        let reader = CSVReader(delimiter: .comma)

        #expect(readByPython == rows)
        #expect(try reader.records(in: writtenByPython).map(\.fields) == rows)
    }
}
