import Testing

@testable import Postgres

/// Statements that differ in their values alone.
struct WordingTests {
    private func statement(_ id: Int, _ condition: SQL = "state = 'open'") -> Statement {
        Statement("SELECT id FROM visit WHERE id = \(id) AND \(condition)")
    }

    @Test func `statements that differ in their values have one wording`() {
        let (one, other) = (statement(1), statement(2))

        #expect(one.wording === other.wording)
        #expect(one.values == ["1"] && other.values == ["2"])
        #expect(one.text == "SELECT id FROM visit WHERE id = $1 AND state = 'open'")
    }

    @Test func `a value and a text in its place are two wordings`() {
        let bound = statement(1, "state = \("open")")
        let shut = statement(1, "state = 'shut'")

        #expect(statement(1).wording != shut.wording)
        #expect(bound.wording != statement(1).wording)
        #expect(bound.text.hasSuffix("id = $1 AND state = $2"))
    }

    @Test func `pieces cut elsewhere make an equal wording`() {
        let cut: SQL = "SELECT \("1") \(SQL("FROM")) visit"
        let whole: SQL = "SELECT \("2") FROM visit"

        #expect(Statement(cut).wording == Statement(whole).wording)
    }

    @Test func `texts made at run time are told apart by what they say`() {
        let wordings = ["a", "b", "a"].map { name in
            Statement("SELECT \(identifier: name) FROM visit WHERE id = \(1)").wording
        }

        #expect(wordings[0] != wordings[1])
        #expect(wordings[0] === wordings[2])
    }

    @Test func `names that only look the same are two`() {
        let names = ["\u{C0}", "\u{C0}", "A\u{300}", "A\u{340}"]
        let wordings = names.map { Statement("SELECT \(identifier: $0)").wording }

        #expect(wordings[0] === wordings[1])
        #expect(names[2] == names[3] && wordings[2] != wordings[3])
    }

    @Test func `what thousands of others have displaced is made anew`() {
        let before = statement(1)
        for number in 0..<3000 { _ = Statement("SELECT \(identifier: "t\(number)")") }

        #expect(statement(2).wording == before.wording)
        #expect(statement(2).wording !== before.wording)
    }

    @Test func `a quoted literal is in the wording and isn't kept`() {
        func setting(_ name: String) -> Wording {
            Statement("SET application_name = \(literal: name)").wording
        }

        #expect(setting("it's").text == "SET application_name = 'it''s'")
        #expect(setting("it's") !== setting("it's"))
    }
}
