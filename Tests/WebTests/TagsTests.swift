import Testing

@testable import Web

@Suite struct TagsTests {
    private struct Item: Sendable {
        let name: String
        let note: String?
    }

    private struct Example: Page {
        static let template = PageTemplate(Array("".utf8))
        let frame = Frame(title: "Example")
        let items = [Item(name: "one", note: nil)]
        let isShown = true
    }

    private func unanswered(_ source: String) -> [String] {
        Tags(source).unanswered(by: Example())
    }

    @Test func `what the page has is answered, also where it is empty`() {
        #expect(
            unanswered("{{isShown}}{{frame.title}}{{#items}}{{.name}}{{.note}}{{/items}}") == [])
        #expect(unanswered("{{#items}}{{#.note}}{{anything}}{{/.note}}{{.}}{{/items}}") == [])
    }

    @Test func `what nobody has is named`() {
        #expect(unanswered("{{nothing}}{{^nobody}}{{/nobody}}") == ["nothing", "nobody"])
        #expect(unanswered("{{frame.color}}") == ["frame.color"])
        #expect(unanswered("{{#items}}{{.frame}}{{/items}}") == [".frame"])
        #expect(
            unanswered("{{^items}}{{.name}}{{/items}}{{^frame.tabs}}{{gone}}{{/frame.tabs}}") == [
                "gone"
            ])
        #expect(unanswered("{{{html}}}{{>nowhere}}") == ["html", "> nowhere"])
    }

    @Test func `an item's name is looked up in what is around it, unless it begins with a dot`() {
        #expect(unanswered("{{#items}}{{frame.title}}{{/items}}") == [])
    }

    @Test func `the frame's own tags are answered by any page`() {
        #expect(
            unanswered("{{<frame}}{{$content}}{{isShown}}{{missing}}{{/content}}{{/frame}}") == [
                "missing"
            ])
    }
}
