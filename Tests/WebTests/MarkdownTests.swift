import Testing

@testable import Web

@Suite struct MarkdownTests {
    private static let asTyped = "<div class=\"prose as-typed\">"

    /// Each would take seconds or gigabytes, or end the process.
    @Test(arguments: [
        "[a]: " + String(repeating: "u", count: 131_072) + "\n\n"
            + String(repeating: "[a] ", count: 32_768),
        "[a]: " + String(repeating: "u", count: 32_000) + "\n\n"
            + String(repeating: "[a] ", count: 1000),
        String(repeating: "![[]()", count: 10_000), String(repeating: ">", count: 10_000),
        String(repeating: "word ", count: 20_000),
    ])
    func `what would take long stands as it was typed`(_ text: String) {
        let html = Markdown(text).html

        #expect(html.hasPrefix(Self.asTyped))
        #expect(html.utf8.count < 5 * text.utf8.count + 100)
    }

    @Test func `what stands as it was typed is escaped`() {
        let html = Markdown("<script>" + String(repeating: "[", count: 5000)).html

        #expect(html.hasPrefix(Self.asTyped + "&lt;script&gt;["))
    }

    @Test func `a long text with links and quotations is Markdown`() {
        let part = "> *Quoted.*\n\nI read [one](https://example.org/a) and went on.\n\n"
        let html = Markdown(String(repeating: part, count: 700)).html

        #expect(html.contains("<a href=\"https://example.org/a\">one</a>"))
        #expect(html.contains("<blockquote>") && !html.contains(Self.asTyped))
    }

    @Test func `references are Markdown where they are few`() {
        let html = Markdown("I read [one][1].\n\n[1]: https://example.org/a").html

        #expect(html.contains("<a href=\"https://example.org/a\">one</a>"))
    }
}
