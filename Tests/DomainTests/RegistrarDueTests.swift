import Domain
import Testing

@Suite struct RegistrarDueTests {
    private func due(_ section: String, graduating: String? = nil) throws -> RegistrarDue {
        let offering = Offering(
            id: Samples.id(2), course: Samples.id(1), title: "Spring",
            startsOn: try #require(Day("2027-02-01")), endsOn: try #require(Day("2027-04-30")),
            zone: "America/New_York")
        let section = Section(
            id: Samples.id(3), offering: offering.id, termCode: "2271", classNumber: "1001",
            credits: .zero, gradingBasis: .passFail, gradesDueOn: try #require(Day(section)),
            graduatingDueOn: graduating.flatMap { Day($0) })
        return RegistrarDue(section: section, offering: offering)
    }

    @Test func `six weeks after the end is the latest`() throws {
        #expect(try due("2027-12-31").first.description == "2027-06-11")
        #expect(try due("2027-05-18").first.description == "2027-05-18")
    }

    @Test func `graduating learners come first, and days are counted down`() throws {
        let due = try due("2027-05-18", graduating: "2027-05-08")

        #expect(due.first.description == "2027-05-08")
        #expect(due.daysLeft(on: try #require(Day("2027-05-01"))) == 7)
        #expect(due.daysLeft(on: try #require(Day("2027-05-09"))) == -1)
    }
}
