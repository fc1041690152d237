import Domain
import Testing

@Suite struct SearchTests {
    @Test func `a snippet counts scalars, gives brackets back, and survives stray marks`() {
        let snippet = Snippet(
            marked: "a \u{2}é🩺\u{3} \u{4}b\u{5}\u{3} c \u{2}d\u{3}\u{2}")

        #expect(snippet.text == "a é🩺 <b> c d")
        #expect(snippet.matches == [2..<4, 11..<12])
    }

    @Test(arguments: [nil, "", " \n", String(repeating: "é", count: 201), "a\u{0}b"])
    func `a query says something, in at most 200 characters`(text: String?) {
        #expect(throws: Invalid.self) { try SearchQuery(text) }
    }

    @Test func `a query of 200 characters is asked as it is`() throws {
        let text = String(repeating: "é", count: 200)

        #expect(try SearchQuery(text).text == text)
    }
}
