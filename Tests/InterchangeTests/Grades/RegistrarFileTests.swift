import Domain
import Foundation
import Interchange
import Testing

@Suite struct RegistrarFileTests {
    private typealias Column = RegistrarTemplate.Column

    private func export(_ people: [(id: String, family: String, grade: String)]) throws
        -> GradeExport
    {
        try GradeExport(
            institution: "Northfield", offering: "Voices Online", frozenAt: .distantPast,
            grades: people.enumerated().map { place, person in
                ApprovedGrade(
                    registrarID: person.id, legalName: .init(given: "Zoë", family: person.family),
                    section: .init(termCode: "2271", classNumber: "10432"),
                    gradingBasis: .passFail, grade: person.grade, points: nil, explanation: "",
                    ledger: .init(sequence: place + 1, hash: String(repeating: "0a", count: 32)),
                    approval: .init(by: "Marisol Vega", at: .distantPast))
            })
    }

    private static let people = [
        (id: "00421", family: "=1+1|x", grade: "P"), (id: "00042", family: "O\"Neil", grade: "F"),
    ]

    @Test func `the preset holds term, class, id and grade, each as it is`() throws {
        let file = try export(Self.people).registrarFile(.preset)

        #expect(
            String(decoding: file, as: UTF8.self)
                == "Term,Class Number,ID,Grade\r\n2271,10432,00042,F\r\n2271,10432,00421,P\r\n")
    }

    @Test(arguments: RegistrarTemplate.Delimiter.allCases, RegistrarTemplate.Encoding.allCases)
    func `python3 reads every form, no cell altered`(
        _ delimiter: RegistrarTemplate.Delimiter, _ encoding: RegistrarTemplate.Encoding
    ) throws {
        let template = RegistrarTemplate(
            columns: [
                Column("Núm", .registrarID), Column("Name", .legalName), Column("G", .grade),
                Column("Institution", .text, text: "NF;1"),
            ], hasHeader: true, delimiter: delimiter, encoding: encoding, letters: ["P": "S"])
        let script = """
            import csv, io
            marks = {"comma": ",", "semicolon": ";", "tab": "\\t", "pipe": "|"}
            codecs = {"utf-8-bom": "utf-8-sig"}
            text = sys.stdin.buffer.read().decode(codecs.get("\(encoding.rawValue)", "\(encoding.rawValue)"))
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=marks["\(delimiter.rawValue)"]))
            sys.stdout.buffer.write(json.dumps(rows).encode())
            """

        let file = try export(Self.people).registrarFile(template)

        let rows = try JSONDecoder().decode([[String]].self, from: Python.run(script, on: file))
        #expect(
            rows == [
                ["Núm", "Name", "G", "Institution"], ["00042", "O\"Neil, Zoë", "F", "NF;1"],
                ["00421", "=1+1|x, Zoë", "S", "NF;1"],
            ])
    }

    @Test func `what an encoding can't hold is refused with whose it is`() throws {
        let template = RegistrarTemplate(
            columns: [Column("ID", .registrarID), Column("N", .familyName), Column("G", .grade)],
            encoding: .latin1)

        #expect {
            try export([(id: "7", family: "Łukasz", grade: "P")]).registrarFile(template)
        } throws: { error in
            (error as? Invalid)?.faults.first?.detail.hasPrefix("7: iso-8859-1") == true
        }
    }
}
