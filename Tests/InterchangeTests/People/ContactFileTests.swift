import Domain
import Interchange
import Testing

@Suite struct ContactFileTests {
    @Test func `contacts are read in the file's order`() throws {
        let text = """
            Name;Type;Phone;Note
            Counseling;counseling;555-0142;Confidential
            Lifeline;Crisis Line;988;

            """

        let file = try ContactFile(Array(text.utf8))

        #expect(
            file.contacts == [
                Contact(
                    kind: .counseling, name: "Counseling", reach: "555-0142", note: "Confidential"),
                Contact(kind: .crisisLine, name: "Lifeline", reach: "988"),
            ])
    }

    @Test func `one faulty row keeps out all of them, and each fault is named`() {
        let text = "kind,name,reach\nother,A,1\n,B,2\nfriend,C,3\nother,,4\n"

        let refusal = #expect(throws: FileRefusal.self) { try ContactFile(Array(text.utf8)) }

        guard case .rows(let rows) = refusal else {
            return #expect(Bool(false), "\(refusal as Any)")
        }
        #expect(rows.map(\.line) == [3, 4, 5])
        #expect(rows.map(\.column) == ["kind", "kind", "name"])
    }
}
