import Domain
import Foundation
import Testing

@Suite struct DayTests {
    @Test(arguments: ["2027-02-24", "2028-02-29", "0999-12-31"])
    func `a day is written as it was read`(text: String) {
        #expect(Day(text)?.description == text)
    }

    @Test(arguments: [
        "2027-02-29", "2100-02-29", "2027-13-01", "2027-2-24", "20270224", "2027-02-00",
    ])
    func `a day that no calendar has is refused`(text: String) {
        #expect(Day(text) == nil)
    }

    @Test func `days are counted over a leap day and back`() throws {
        let start = try #require(Day("2028-02-28"))

        #expect(start.adding(days: 2).description == "2028-03-01")
        #expect(start.adding(days: -59).description == "2027-12-31")
        #expect(start.days(until: start.adding(days: 366)) == 366)
        #expect(start.adding(days: 3).days(until: start) == -3)
    }

    @Test func `the same instant falls on two days in two zones`() throws {
        let instant = Date(timeIntervalSince1970: 1_803_531_600)  // 2027-02-25 05:00 UTC
        let newYork = try #require(TimeZone(identifier: "America/New_York"))
        let denver = try #require(TimeZone(identifier: "America/Denver"))

        #expect(Day(of: instant, in: newYork).description == "2027-02-25")
        #expect(Day(of: instant, in: denver).description == "2027-02-24")
    }

    @Test func `a day without a midnight starts at its first instant`() throws {
        let beirut = try #require(TimeZone(identifier: "Asia/Beirut"))
        let day = try #require(Day("2022-03-27"))

        let start = day.start(in: beirut)

        #expect(Day(of: start, in: beirut) == day)
        #expect(Day(of: start.addingTimeInterval(-1), in: beirut) < day)
    }
}
