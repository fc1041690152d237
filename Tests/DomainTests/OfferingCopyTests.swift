import Domain
import Foundation
import Testing

@Suite struct OfferingCopyTests {
    @Test func `times keep their hour across the change of daylight saving`() throws {
        let winter = try #require(Day("2027-01-11"))
        let old = Offering(
            id: Samples.id(2), course: Samples.id(3), title: "Winter", startsOn: winter,
            endsOn: try #require(Day("2027-03-05")), zone: "America/New_York")
        // 11 January, 08:00, and 17 January, 23:59, in New York.
        let opens = try #require(Instant.date("2027-01-11T13:00:00Z"))
        let due = try #require(Instant.date("2027-01-18T04:59:00Z"))
        let exploration = Exploration(
            id: Samples.id(4), offering: Samples.id(2), position: 1, title: "One", prompt: "Read.",
            communities: [], opensAt: opens, dueAt: due)

        let copy = OfferingCopy(
            of: old, [exploration], title: "Summer", startsOn: try #require(Day("2027-06-07")))

        #expect(copy.content.endsOn == Day("2027-07-30"))
        #expect(copy.parts.map(\.opensAt) == [Instant.date("2027-06-07T12:00:00Z")])
        #expect(copy.parts.map(\.dueAt) == [Instant.date("2027-06-14T03:59:00Z")])
    }
}
