import Domain
import Foundation
import Testing

@Suite struct ZonedTextTests {
    private func utc(_ text: String) throws -> Date {
        try Date(text, strategy: .iso8601)
    }

    @Test(arguments: [
        ("2026-02-25T04:59:00Z", "America/Denver", "Tue 24 Feb, 21:59 MST, 23:59 New York"),
        ("2027-03-14T06:59:00Z", "America/New_York", "Sun 14 Mar, 01:59 EST"),
        ("2027-03-14T07:00:00Z", "America/New_York", "Sun 14 Mar, 03:00 EDT"),
        ("2027-11-07T05:30:00Z", "America/New_York", "Sun 7 Nov, 01:30 EDT"),
        ("2027-11-07T06:30:00Z", "America/New_York", "Sun 7 Nov, 01:30 EST"),
        (
            "2027-04-03T14:59:00Z", "Australia/Lord_Howe",
            "Sun 4 Apr, 01:59 Lord Howe, Sat 3 Apr, 10:59 New York"
        ),
        (
            "2027-04-03T15:00:00Z", "Australia/Lord_Howe",
            "Sun 4 Apr, 01:30 Lord Howe, Sat 3 Apr, 11:00 New York"
        ),
    ])
    func `an instant is said in both zones`(instant: String, reader: String, text: String) throws {
        let said = ZonedText.text(try utc(instant), reader: reader, offering: "America/New_York")

        #expect(said == text)
    }

    @Test func `a zone that doesn't exist is said to be none`() {
        #expect(ZonedText.text(Samples.due, reader: "Mars/Olympus", offering: "UTC") == nil)
    }
}
