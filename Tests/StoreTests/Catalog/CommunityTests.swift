import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct CommunityTests {
    private let records: Records
    private let vega = World.actor(World.vega)
    private let ada = World.actor(World.ada)

    init() throws {
        records = try #require(TestDatabase.current).records
    }

    private func content(
        _ slug: String, _ change: (inout Community.Content) -> Void = { _ in }
    ) -> Community.Content {
        var content = Community.Content(
            slug: slug, name: "The \(slug)", url: "https://\(slug).example.org/",
            kind: .tweetchat, audiences: ["patients"], conditions: ["type 2 diabetes"],
            languages: ["en"], access: .account, status: .active, subjectIsMinor: true,
            session: Community.Session(
                recurrence: "FREQ=WEEKLY;BYDAY=WE", starts: "21:00", zone: "America/New_York",
                minutes: 60))
        change(&content)
        return content
    }

    private func slugs(_ change: (inout CommunityFilter) -> Void) async throws -> [String] {
        var filter = CommunityFilter()
        change(&filter)
        return try await records.communities(filter, by: ada).items.map(\.slug)
    }

    @Test func `what was added is shown to everyone of the school, and to no other school`()
        async throws
    {
        let id = try await records.addCommunity(
            content("evening-chat"), by: vega, at: World.noon)

        let shown = try await records.community(id, by: ada)
        #expect(shown.content == content("evening-chat"))
        await #expect(throws: NotFound.self) {
            try await records.community(id, by: World.actor(World.sam))
        }
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.addCommunity(content("another"), by: ada, at: World.noon)
        }
    }

    @Test func `a search takes what was typed as it is, and filters narrow it`() async throws {
        _ = try await records.addCommunity(
            content("hundred") { $0.name = "100% Type_2" }, by: vega, at: World.noon)

        #expect(try await slugs { $0.search = "0% TYPE_2" } == ["hundred"])
        #expect(try await slugs { $0.search = "_" } == ["hundred"])
        #expect(try await slugs { $0.search = "%" } == ["hundred"])
        #expect(try await slugs { $0.search = "example.org/a-" } == ["a-blog", "a-forum"])
        #expect(try await slugs { $0.kind = .tweetchat } == ["hundred"])
        #expect(try await slugs { $0.status = .declined } == ["left-alone"])
        #expect(try await slugs { $0.access = .account } == ["hundred"])
        #expect(try await slugs { $0.language = "en" } == ["hundred"])
        #expect(try await slugs { $0.condition = "type 2 diabetes" } == ["hundred"])
        #expect(
            try await slugs { $0.audience = "patients" }
                == ["hundred", "a-blog", "a-forum", "left-alone"])
        #expect(
            try await slugs { $0.subjectIsMinor = false } == ["a-blog", "a-forum", "left-alone"])
    }

    @Test func `pages follow each other by name`() async throws {
        let first = try await records.communities(by: ada, PageRequest(limit: 2))
        let second = try await records.communities(
            by: ada, PageRequest(limit: 2, after: first.next))

        #expect(first.items.map(\.slug) == ["a-blog", "a-forum"])
        #expect(second.items.map(\.slug) == ["left-alone"] && second.next == nil)
    }

    @Test func `an edit needs the version that was read`() async throws {
        let read = try await records.community(World.blog, by: vega)
        var content = read.content
        content.status = .archived

        try await records.edit(
            World.blog, to: content, version: read.version, by: vega, at: World.noon)

        #expect(try await records.community(World.blog, by: ada).status == .archived)
        await #expect(throws: PreconditionFailed.self) {
            try await records.edit(
                World.blog, to: content, version: read.version, by: vega, at: World.noon)
        }
    }

    @Test func `faults are named at their places, a slug is taken once`() async throws {
        await #expect {
            try await records.addCommunity(
                content("Not A Slug") {
                    $0.url = "ftp://example.org"
                    $0.conditions = []
                    $0.languages = ["en", "?"]
                }, by: vega, at: World.noon)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.pointer)
                == ["/slug", "/url", "/conditions", "/languages/1"]
        }
        await #expect(throws: Community.Refusal.slugTaken) {
            try await records.addCommunity(content("a-blog"), by: vega, at: World.noon)
        }
        await #expect {
            try await records.addCommunity(
                content("follower") { $0.successor = ID(rawValue: UUID()) }, by: vega,
                at: World.noon)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.pointer) == ["/successor_id"]
        }
    }

    @Test func `a file is taken line by line, and twice changes nothing`() async throws {
        let blog = try await records.community(World.blog, by: ada).content
        let lines = [
            content("fresh"), blog, content("a-forum"), content("left-alone"),
            content("bad") { $0.name = " " },
        ].enumerated().map { Community.Line(line: $0.offset + 2, content: $0.element) }

        let dry = try await records.importCommunities(
            lines, dryRun: true, by: vega, at: World.noon)
        let untouched = try await records.communities(by: ada).items.count
        let done = try await records.importCommunities(lines, by: vega, at: World.noon)
        let again = try await records.importCommunities(lines, by: vega, at: World.noon)

        #expect(untouched == 3)
        #expect(dry == done)
        #expect(done.rows.map(\.line) == [2, 3, 4, 5, 6])
        #expect(done.rows.map(\.fate) == [.new, .unchanged, .changed, .refused, .refused])
        #expect(
            again.rows.map(\.fate) == [.unchanged, .unchanged, .unchanged, .refused, .refused])
        #expect(try await records.community(World.declined, by: ada).status == .declined)
    }

    @Test func `two imports at once make each community once`() async throws {
        let lines = (0..<20).map { Community.Line(line: $0, content: content("c-\($0)")) }

        let fates = try await withThrowingTaskGroup(of: [CommunityImport.Fate].self) { group in
            for _ in 0..<3 {
                group.addTask {
                    try await records.importCommunities(lines, by: vega, at: World.noon)
                        .rows.map(\.fate)
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }

        #expect(fates.filter { $0 == .new }.count == 20)
        #expect(fates.filter { $0 == .unchanged }.count == 40)
    }
}
