import Domain
import Foundation
import Testing

@Suite struct FieldNoteTests {
    /// 24 February 2027, 12:00 UTC.
    private let now = Date(timeIntervalSince1970: 1_803_470_400)

    private func note(
        day: Int = 24, _ observed: String = "Thirty posts.", _ address: String? = nil
    ) throws -> FieldNote.Content {
        FieldNote.Content(
            visitedOn: try #require(Day(year: 2027, month: 2, day: day)), observed: observed,
            pageAddress: address)
    }

    @Test(arguments: [
        nil, "https://example.org/a?b=c#d", "HTTP://example.org", "https://пример.рф/é",
        "https://example.org/██████", "█████",
    ])
    func `a page's address may be left out, of any host, or covered`(_ address: String?) throws {
        try note("Thirty posts.", address).check(at: now)
    }

    @Test(arguments: [
        "", "example.org", "javascript:alert(1)", "https://", "https://a b", "https://a\n",
        "https://" + String(repeating: "a", count: 2000),
    ])
    func `what is no address is refused at its field`(_ address: String) throws {
        let error = #expect(throws: Invalid.self) {
            try note("Thirty posts.", address).check(at: now)
        }

        #expect(error?.faults.map(\.pointer) == ["/page_address"])
    }

    @Test func `a visit is over, by the clock of the place that is furthest ahead`() throws {
        try note(day: 25).check(at: now)

        let error = #expect(throws: Invalid.self) { try note(day: 26).check(at: now) }
        #expect(error?.faults.map(\.pointer) == ["/visited_on"])
    }

    @Test(arguments: ["", " \n", "a\0", String(repeating: "a", count: 65_537)])
    func `something was observed, at no endless length`(_ observed: String) throws {
        let error = #expect(throws: Invalid.self) { try note(observed).check(at: now) }

        #expect(error?.faults.map(\.pointer) == ["/observed"])
    }
}
