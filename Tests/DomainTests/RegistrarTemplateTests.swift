import Domain
import Testing

@Suite struct RegistrarTemplateTests {
    private typealias Column = RegistrarTemplate.Column

    private func codes(
        _ template: RegistrarTemplate, _ basis: GradingBasis = .passFail
    ) -> [String] {
        do throws(Invalid) {
            try template.check(basis)
            return []
        } catch {
            return error.faults.map { "\($0.pointer) \($0.code)" }
        }
    }

    @Test func `the preset fits every basis`() {
        #expect(GradingBasis.allCases.flatMap { codes(.preset, $0) } == [])
        #expect(
            RegistrarTemplate.preset.columns.map(\.name)
                == ["Term", "Class Number", "ID", "Grade"])
    }

    @Test func `every fault is said at its field`() {
        let faulty = RegistrarTemplate(
            columns: [
                Column("ID", .registrarID), Column("ID", .termCode),
                Column("Fixed\n", .text), Column("Class", .classNumber, text: "x"),
            ], letters: ["H": "HON", "P": "F"])

        #expect(
            codes(faulty) == [
                "/columns missing", "/columns/2/name length", "/columns/2/text unexpected",
                "/columns/3/text unexpected", "/columns repeated", "/letters/H unknown-value",
                "/letters repeated",
            ])
    }

    @Test func `a letter of one's own replaces a grade, others stay`() {
        let template = RegistrarTemplate(
            columns: RegistrarTemplate.preset.columns, letters: ["P": "S", "F": "U"])

        #expect(codes(template) == [])
        #expect(["P", "F", "W"].map(template.letter(of:)) == ["S", "U", "W"])
    }
}
