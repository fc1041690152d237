import Domain
import Interchange
import Testing

struct RosterFileTests {
    static let header = "Student ID,Name,Term,CRN,E-mail Address,Role,Effective Date\n"

    private func read(_ rows: String, header: String = header) throws -> RosterFile {
        try RosterFile(Array((header + rows).utf8))
    }

    private func reasons(_ row: String) throws -> [RowRefusal.Reason] {
        try read(row).refused.flatMap(\.refusals).map(\.reason)
    }

    @Test func `columns are known by name in any order and case`() throws {
        let text = """
            CLASS_NUMBER;Preferred Name;first name;Last Name;empl id;strm;Profession;Program;Mood
            10432;Ada;Adaeze;Okafor;00421;2271;Medicine;MD;calm
            """

        let file = try RosterFile(Array(text.utf8))

        let entry = RosterEntry(
            registrarID: "00421", legalName: .init(given: "Adaeze", family: "Okafor"),
            section: .init(termCode: "2271", classNumber: "10432"), chosenName: "Ada",
            discipline: "medicine", homeProgram: "MD")
        #expect(file.rows == [RosterFile.Row(line: 2, entry: entry)])
        #expect(file.ignoredColumns == ["Mood"])
    }

    @Test func `a file as Excel saves it, in UTF-16 with a mark, tabs and semicolons, is the same`()
        throws
    {
        let text = "Student ID;Name;Term;CRN\r\n00421;\"Öztürk, Adaeze\";2271;10432\r\n"
        let marked: [UInt8] = [0xEF, 0xBB, 0xBF] + Array(text.utf8)
        let low: [UInt8] =
            [0xFF, 0xFE]
            + text.replacing(";", with: "\t").utf16.flatMap {
                [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)]
            }
        let high: [UInt8] =
            [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }

        let files = try [marked, low, high].map { try RosterFile($0) }

        #expect(files.map(\.refused.count) == [0, 0, 0])
        #expect(Set(files.flatMap(\.rows).map(\.entry.legalName.family)) == ["Öztürk"])
        #expect(files.allSatisfy { $0.rows.map(\.entry.registrarID) == ["00421"] })
    }

    @Test func `a full row is understood`() throws {
        let file = try read("00421,\"Okafor, Ada\",2271,10432,ada@example.edu,Student,2027-02-01\n")

        let entry = try #require(file.rows.first?.entry)
        #expect(entry.registrarID == "00421")
        #expect(entry.legalName == Person.LegalName(given: "Ada", family: "Okafor"))
        #expect(entry.role == .learner)
        #expect(entry.effectiveOn == Day("2027-02-01"))
    }

    @Test func `a quoted id keeps its zeros`() throws {
        let file = try read("\"=\"\"00421\"\"\",Ada,2271,10432,,,\n")

        #expect(file.rows.map(\.entry.registrarID) == ["00421"])
    }

    @Test(arguments: [
        ("", RowRefusal.Reason.missing),
        (
            "4.21E+08",
            .malformed(
                "a spreadsheet shortened this number. Format the column as text, export again.")
        ),
        (String(repeating: "1", count: 301), .tooLong(limit: 300)),
        ("1\u{7}2", .controlCharacter),
    ])
    func `an id that can't be right is refused`(id: String, reason: RowRefusal.Reason) throws {
        let refused = try #require(try read("\(id),Ada,2271,10432,,,").refused.first)

        #expect(refused.refusals == [RowRefusal(line: 2, column: "Student ID", reason: reason)])
    }

    @Test func `every fault of a row is named at once`() throws {
        let found = try reasons("421,Ada,2271,,ada@example,dean,2/1/2027")

        #expect(
            found == [
                .missing, .notOneOf(["learner", "instructor", "coordinator"]),
                .malformed("this isn't an e-mail address."),
                .malformed("write the date as YYYY-MM-DD."),
            ])
    }

    @Test(arguments: [
        "ada", "@example.edu", "ada@", "a b@example.edu", "a@b@example.edu", "a@.edu",
    ])
    func `what isn't an address is refused`(email: String) throws {
        #expect(
            try reasons("421,Ada,2271,10432,\(email),,")
                == [.malformed("this isn't an e-mail address.")])
    }

    @Test(arguments: ["King, Martin, Jr.", "Ada Okafor", "Okafor,"])
    func `a name that could be divided in two ways is refused`(name: String) throws {
        #expect(
            try reasons("421,\"\(name)\",2271,10432,,,")
                == [.malformed("write “Family, Given”, with one comma, or two columns.")])
    }

    @Test func `a row of another width is refused once`() throws {
        #expect(try reasons("421,Ada,2271") == [.width(expected: 7, found: 3)])
        #expect(try reasons("421,Okafor, Ada,2271,10432,,,x") == [.width(expected: 7, found: 8)])
    }

    @Test func `empty fields beyond the header and empty rows do no harm`() throws {
        #expect(try read("421,Ada,2271,10432,,,,,\n,,,,,,\n").rows.map(\.line) == [2])
    }

    @Test func `rows that repeat each other are refused, each naming the other`() throws {
        let file = try read("7,Ada,2271,1,,,\n8,Bo,2271,1,,,\n7,Ada,2271,1,,,\n7,Ada,2271,2,,,")

        #expect(file.rows.map(\.line) == [3, 5])
        #expect(file.refused.map(\.line) == [2, 4])
        #expect(
            file.refused.flatMap(\.refusals).map(\.reason) == [
                .repeats(line: 4), .repeats(line: 2),
            ])
    }

    @Test func `one address for two people is refused on both lines`() throws {
        let file = try read("7,Ada,2271,1,a@example.edu,,\n8,Bo,2271,1,A@example.edu,,")

        #expect(file.rows.isEmpty)
        #expect(
            file.refused.flatMap(\.refusals).map(\.reason) == [.taken(line: 3), .taken(line: 2)])
    }

    @Test func `a file that can't be understood is refused whole`() {
        #expect(throws: FileRefusal.empty) { try RosterFile([]) }
        #expect(throws: FileRefusal.missingColumns(["registrar_id", "class_number"])) {
            try RosterFile(Array("Name,Term\n".utf8))
        }
        #expect(throws: FileRefusal.missingColumns(["legal_name"])) {
            try RosterFile(Array("ID,Term,CRN\n".utf8))
        }
        #expect(
            throws: FileRefusal.repeatedColumn("registrar_id", first: 1, second: 3, line: 1)
        ) {
            try RosterFile(Array("ID,Name,Empl ID,Term,CRN\n".utf8))
        }
        #expect(throws: FileRefusal.table(CSVRefusal(.strayQuote, line: 2, column: 2))) {
            try read("421,Ada \"A\",2271,10432,,,")
        }
    }
}
