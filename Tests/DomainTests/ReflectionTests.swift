import Domain
import Testing

@Suite struct ReflectionTests {
    @Test(arguments: [
        "", " ", "one", " one two ", "one\r\ntwo\n\nthree", "a\u{A0}b\u{2003}c\u{3000}d\u{85}e",
        "zero\u{200B}width is no white space", "é 👩‍⚕️ 🏳️‍🌈 ñandú", "tab\tand\u{B}vertical\u{C}feed",
        "unit\u{1F}separator", "she – herself – said “no”",
    ])
    func `words are runs of characters that are no white space`(_ text: String) {
        #expect(Reflection.words(in: text) == text.split(whereSeparator: \.isWhitespace).count)
    }

    @Test func `a text with U+0000 is refused, also at its end`() {
        #expect(throws: Invalid.self) { try Reflection.check("one\0") }
        #expect(throws: Never.self) { try Reflection.check("one") }
    }
}
