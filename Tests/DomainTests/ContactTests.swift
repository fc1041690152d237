import Domain
import Testing

@Suite struct ContactTests {
    private let line = Contact(kind: .crisisLine, name: "Night line", reach: "555-0143")

    @Test func `a list of up to twelve is taken, also none`() throws {
        try ContactList.check([])
        try ContactList.check(Array(repeating: line, count: 12))
    }

    @Test func `each fault is told at its field`() {
        let long = String(repeating: "é", count: 301)
        let error = #expect(throws: Invalid.self) {
            try ContactList.check([
                line, Contact(kind: .other, name: " ", reach: "", hours: long, note: long),
            ])
        }

        #expect(
            error?.faults.map(\.pointer) == [
                "/items/1/name", "/items/1/reach", "/items/1/hours", "/items/1/note",
            ])
    }

    @Test func `thirteen are too many`() {
        let error = #expect(throws: Invalid.self) {
            try ContactList.check(Array(repeating: line, count: 13))
        }

        #expect(error?.faults.map(\.code) == ["too-many"])
    }
}
