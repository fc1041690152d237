import Domain
import Foundation
import Interchange
import Testing

struct DemoWorldTests {
    private let world: DemoWorld
    private let rubric: RubricSeed

    init() throws {
        world = try SeedFile.decode(DemoWorld.self, from: Data(Seeds.file("demo.json")))
        rubric = try SeedFile.decode(RubricSeed.self, from: Data(Seeds.file("reflect.json")))
    }

    private var learners: [DemoWorld.Enrollment] {
        world.enrollments.filter { $0.role == .learner }
    }

    @Test func `the world says that it is fiction and an example`() {
        #expect(world.fiction && world.notice.contains("fiction"))
        #expect(world.offering.isExample && world.offering.notice.contains("example"))
        #expect(world.people.allSatisfy { $0.email.hasSuffix("@example.edu") })
    }

    @Test func `it has twelve learners, two instructors and a coordinator`() {
        #expect(learners.count == 12)
        #expect(world.enrollments.filter { $0.role == .instructor }.count == 2)
        #expect(world.enrollments.filter { $0.role == .coordinator }.count == 1)
        #expect(learners.filter { $0.state == .addedLate }.count == 1)
        #expect(learners.filter { $0.state == .withdrawn }.count == 1)
    }

    @Test func `keys, addresses, registrar ids and aliases are unique`() {
        let ids = world.people.compactMap(\.registrarId)
        let aliases = learners.compactMap(\.alias)

        #expect(Set(world.people.map(\.key)).count == world.people.count)
        #expect(Set(world.people.map(\.email)).count == world.people.count)
        #expect(Set(ids).count == 12 && ids.contains { $0.hasPrefix("0") })
        #expect(Set(aliases).count == 12 && aliases.allSatisfy { Alias($0)?.name == $0 })
        #expect(world.people.contains { !$0.chosenName.contains($0.givenName) })
    }

    @Test func `its sections have different grading bases and its zone exists`() {
        #expect(world.offering.sections.map(\.gradingBasis) == [.passFail, .honors])
        #expect(TimeZone(identifier: world.offering.zone) != nil)
        #expect(world.offering.sections.allSatisfy { Points($0.credits) != nil })
    }

    @Test func `each of eight weeks has a sound exploration, one of them blind`() throws {
        let explorations = world.offering.explorations
        let slugs = Set(try CommunityFile(Seeds.file("communities.csv")).communities.map(\.slug))

        #expect(explorations.map(\.week) == Array(1...8))
        #expect(explorations.filter(\.isBlind).count == 1)
        for each in explorations {
            #expect(!each.communities.isEmpty && slugs.isSuperset(of: each.communities))
            #expect(CountsAs(code: each.countsAs, worth: each.points.flatMap { Points($0) }) != nil)
            #expect(each.rubric == rubric.slug && each.opens.day < each.due.day)
            #expect(each.due.day < world.offering.days && each.wordsLeast < each.wordsMost)
        }
    }

    @Test func `every reference resolves and no learner has an exploration twice`() {
        let people = Set(world.people.map(\.key))
        let sections = Set(world.offering.sections.map(\.key))
        let given = world.offering.explorations.map { ($0.key, $0.communities) }
        let communities = Dictionary(given, uniquingKeysWith: { $0 + $1 })

        for each in world.enrollments {
            #expect(people.contains(each.person) && sections.contains(each.section))
        }
        for each in world.assignments {
            #expect(learners.contains { $0.person == each.learner })
            #expect(communities[each.exploration]?.contains(each.community) == true)
            let readers = [each.reader, each.feedback?.author].compactMap(\.self)
            #expect(readers.allSatisfy { ["vega", "hahn"].contains($0) })
        }
        #expect(
            Set(world.assignments.map { [$0.learner, $0.exploration] }).count
                == world.assignments.count)
    }

    @Test func `every state of assignments and of feedback occurs`() {
        let readings = world.assignments.compactMap(\.feedback)

        #expect(Set(world.assignments.map(\.state)) == Set(Assignment.State.allCases))
        #expect(Set(readings.map(\.state)) == Set(Feedback.State.allCases))
    }

    @Test func `an assignment has what its state says and nothing from the future`() {
        for each in world.assignments {
            let isWritten = [.submitted, .inReview, .returned, .complete].contains(each.state)
            let isReleased = [.returned, .complete].contains(each.state)
            #expect(each.submissions.isEmpty != isWritten)
            #expect((each.draft != nil) == (each.state == .exploring))
            #expect((each.feedback?.released != nil) == isReleased)
            #expect((each.feedback?.state == .released) == isReleased)
            let days = each.submissions.map(\.at.day) + [each.feedback?.released?.day ?? 0]
            #expect(days.allSatisfy { $0 <= world.today })
        }
    }

    @Test func `reflections are of 120 to 250 words, each its own, none with a quotation`() {
        let texts = world.assignments.flatMap { $0.submissions.map(\.text) + [$0.draft ?? ""] }
            .filter { !$0.isEmpty }

        #expect(texts.count >= 12 && Set(texts).count == texts.count)
        for text in texts {
            #expect(120...250 ~= text.split(whereSeparator: \.isWhitespace).count)
            #expect(!text.contains { "\"“”@#".contains($0) })
        }
    }

    @Test func `field notes are of visits before today, at pages that nobody has`() {
        let notes = world.assignments.flatMap { $0.fieldNotes ?? [] }

        #expect(notes.count == 3)
        #expect(notes.allSatisfy { $0.day <= world.today })
        #expect(notes.compactMap(\.pageAddress).allSatisfy { $0.contains("example.org/") })
    }

    @Test func `feedback is anchored in its submission and marks by the rubric`() throws {
        let version = try #require(rubric.versions.last)
        for each in world.assignments {
            guard let reading = each.feedback else { continue }
            let text = each.submissions.first { $0.number == reading.submission }?.text ?? ""
            #expect(reading.comments.allSatisfy { text.ranges(of: $0.quote).count == 1 })
            #expect(Set(version.criteria.map(\.code)).isSuperset(of: reading.levels.keys))
            #expect(reading.levels.values.allSatisfy { 1...4 ~= $0 })
            #expect(Set(version.flags.map(\.code)).isSuperset(of: reading.flags))
        }
    }

    @Test func `REFLECT has six criteria of four levels, two flags and no weight`() throws {
        let version = try #require(rubric.versions.first)

        #expect(version.number == 1 && version.weight == "0")
        #expect(version.levels.map(\.level) == [1, 2, 3, 4])
        #expect(version.criteria.count == 6)
        #expect(version.criteria.allSatisfy { $0.descriptors.count == version.levels.count })
        #expect(version.criteria.filter(\.isOptional).map(\.code) == ["assignment"])
        #expect(version.flags.map(\.fromLevel) == [4, 4])
    }
}
