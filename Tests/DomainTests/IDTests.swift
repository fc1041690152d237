import Domain
import Foundation
import Testing

@Suite struct IDTests {
    @Test func `a new id carries its millisecond, version 7 and the variant of RFC 9562`() {
        var random = SeededRandom(1)

        // The example of RFC 9562, appendix A.6.
        let id = ID<Person>.make(
            at: Date(timeIntervalSince1970: 1_645_557_742), random: &random)

        let text = id.description
        #expect(text.hasPrefix("017f22e2-79b0-7"))
        #expect("89ab".contains(Array(text)[19]))
    }

    @Test func `ids sort by when they were made`() {
        var random = SeededRandom(2)
        let start = Date(timeIntervalSince1970: 1_800_000_000)

        let ids = (0..<200).map {
            ID<Person>.make(at: start.addingTimeInterval(Double($0) / 1000), random: &random)
        }

        #expect(ids == ids.sorted())
        #expect(Set(ids).count == 200)
    }

    @Test func `an id is written in lower case and read back`() throws {
        let text = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"

        let id = try #require(ID<Course>(text.uppercased()))
        let coded = try JSONEncoder().encode([id])

        #expect(id.description == text)
        #expect(String(decoding: coded, as: UTF8.self) == "[\"\(text)\"]")
        #expect(try JSONDecoder().decode([ID<Course>].self, from: coded) == [id])
    }

    @Test(arguments: ["", "17", "017f22e279b07cc398c4dc0c0c07398f"])
    func `what isn't the text of a UUID is refused`(text: String) {
        #expect(ID<Course>(text) == nil)
    }
}
