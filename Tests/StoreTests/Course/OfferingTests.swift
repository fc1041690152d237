import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct OfferingTests {
    private let records: Records
    private let vega = World.actor(World.vega)
    private let dean = World.actor(World.dean)
    private let nia = World.actor(World.nia)
    private let ada = World.actor(World.ada)

    init() throws {
        records = try #require(TestDatabase.current).records
    }

    private func day(_ text: String) throws -> Day { try #require(Day(text)) }

    private func content(
        _ title: String = "Voices Online, summer 2027", number: String = "30001",
        _ change: (inout Offering.Content) throws -> Void = { _ in }
    ) throws -> Offering.Content {
        var content = Offering.Content(
            title: title, startsOn: try day("2027-06-01"), endsOn: try day("2027-07-26"),
            zone: "America/Chicago",
            sections: [
                Section.Content(
                    termCode: "2275", classNumber: number, credits: Points(thousandths: 2500),
                    gradingBasis: .passFail, gradesDueOn: try day("2027-08-10"))
            ])
        try change(&content)
        return content
    }

    private static let known = Course.Content(code: "ELEC 742", title: nil)

    @Test func `an instructor who makes an offering teaches it`() async throws {
        let id = try await records.createOffering(
            content(), of: Self.known, by: nia, at: World.noon)

        let read = try await records.offering(id, by: nia)

        #expect(read.role == .instructor && read.course.id == World.course)
        #expect(read.sections.map(\.credits.description) == ["2.5"])
        #expect(try await records.offering(id, by: dean).role == nil)
        await #expect(throws: NotFound.self) { try await records.offering(id, by: vega) }
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.createOffering(content(), of: Self.known, by: ada, at: World.noon)
        }
    }

    @Test func `a new course needs a title, a known one keeps its own`() async throws {
        let fresh = Course.Content(code: "ELEC 800", title: "Listening")
        let id = try await records.createOffering(
            content(), of: fresh, by: dean, at: World.noon)

        #expect(try await records.offering(id, by: dean).course.title == "Listening")
        for course in [
            Course.Content(code: "ELEC 801", title: nil),
            Course.Content(code: "ELEC 800", title: "Hearing"),
        ] {
            await #expect {
                try await records.createOffering(
                    content("Other", number: "30002"), of: course, by: dean, at: World.noon)
            } throws: { error in
                (error as? Invalid)?.faults.map(\.pointer) == ["/course/title"]
            }
        }
    }

    @Test func `each sees their own offerings, the office all, the latest first`() async throws {
        let summer = try await records.createOffering(
            content(), of: Self.known, by: dean, at: World.noon)
        func ids(_ actor: Actor) async throws -> [ID<Offering>] {
            try await records.offerings(by: actor).items.map(\.offering.id)
        }

        #expect(try await ids(ada) == [World.spring])
        #expect(try await ids(World.actor(World.zoe)) == [])
        #expect(try await ids(dean) == [summer, World.autumn, World.spring])
        let first = try await records.offerings(by: dean, PageRequest(limit: 2))
        let rest = try await records.offerings(by: dean, PageRequest(limit: 2, after: first.next))
        #expect(rest.items.map(\.offering.id) == [World.spring] && rest.next == nil)
    }

    @Test func `dates, zone and grades due are checked at their fields`() async throws {
        let faulty = try content { content in
            content.endsOn = try day("2027-05-01")
            content.zone = "Mars/Olympus"
        }
        let late = try content { $0.sections[0].gradesDueOn = try day("2027-09-07") }

        await #expect {
            try await records.createOffering(faulty, of: Self.known, by: dean, at: World.noon)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.pointer)
                == ["/ends_on", "/zone", "/sections/0/grades_due_on"]
        }
        await #expect {
            try await records.createOffering(late, of: Self.known, by: dean, at: World.noon)
        } throws: { error in
            (error as? Invalid)?.faults.first?.detail
                == "Choose a day from 2027-07-26 to 2027-09-06, six weeks after the end."
        }
    }

    @Test func `an edit changes named sections, adds others, and needs the version`() async throws {
        let old = try await records.offering(World.spring, by: vega)
        var content = old.content
        content.title = "Voices Online, spring"
        content.sections = [old.sections[0].content]
        content.sections[0].registrar = "visiting"
        content.sections.append(
            Section.Content(
                termCode: "2271", classNumber: "10999", credits: .zero, gradingBasis: .credit,
                gradesDueOn: try day("2027-04-18")))

        try await records.edit(
            World.spring, to: content, version: old.offering.version, by: vega, at: World.noon)

        let read = try await records.offering(World.spring, by: vega)
        #expect(read.sections.map(\.classNumber) == ["10432", "10977", "10999"])
        #expect(read.sections.map(\.registrar) == ["visiting", "main", ""])
        #expect(read.sections.map(\.version) == [2, 1, 1])
        await #expect(throws: PreconditionFailed.self) {
            try await records.edit(
                World.spring, to: content, version: old.offering.version, by: vega,
                at: World.noon)
        }
        content.sections = [
            Section.Content(
                termCode: "2271", classNumber: "20001", credits: .zero, gradingBasis: .credit,
                gradesDueOn: try day("2027-04-18"))
        ]
        await #expect(throws: Offering.Refusal.classTaken) {
            try await records.edit(
                World.spring, to: content, version: read.offering.version, by: vega,
                at: World.noon)
        }
    }

    @Test func `rules are numbered, fit the basis, and are read by everyone`() async throws {
        let nine = GradeRule.completions([.init(mark: "P", atLeast: 9)], below: "F")
        let eight = GradeRule.completions([.init(mark: "P", atLeast: 8)], below: "F")
        await #expect(throws: NotFound.self) {
            try await records.gradeRule(of: World.passFail, by: ada)
        }
        _ = try await records.setGradeRule(
            nine, of: World.passFail, latest: 0, by: vega, at: World.noon)
        let second = try await records.setGradeRule(
            eight, of: World.passFail, latest: 1, by: vega, at: World.noon)

        #expect(second.number == 2)
        #expect(try await records.gradeRule(of: World.passFail, by: ada) == second)
        #expect(
            try await records.gradeRules(of: World.spring, by: ada) == [World.passFail: eight])
        await #expect(throws: NotFound.self) {
            try await records.gradeRules(of: World.spring, by: World.actor(World.zoe))
        }
        await #expect(throws: PreconditionFailed.self) {
            try await records.setGradeRule(
                nine, of: World.passFail, latest: 1, by: vega, at: World.noon)
        }
        await #expect(throws: GradeRule.Refusal.markNotOfBasis) {
            try await records.setGradeRule(
                .points([.init(mark: "B+", atLeast: 900)], below: "F"), of: World.honors,
                latest: 0, by: vega, at: World.noon)
        }
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.setGradeRule(
                nine, of: World.passFail, latest: 2, by: ada, at: World.noon)
        }
        let old = try await records.offering(World.spring, by: vega)
        var content = old.content
        content.sections[0].gradingBasis = .letters
        await #expect(throws: GradeRule.Refusal.markNotOfBasis) {
            try await records.edit(
                World.spring, to: content, version: old.offering.version, by: vega,
                at: World.noon)
        }
    }
}
