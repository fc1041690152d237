import Domain
import Interchange
import Testing

struct CommunityFileTests {
    private static let header = """
        slug,name,url,kind,audience,condition,access,status,subject_is_minor,session_rrule,\
        session_starts,session_zone,session_minutes,source_url

        """
    private static let cells = [
        "dsma", "DSMA", "https://example.org/", "tweetchat", "people", "diabetes", "account",
        "active", "false", "FREQ=WEEKLY;BYDAY=WE", "21:00", "America/New_York", "60",
        "https://example.org/about",
    ]

    private func refusals(_ rows: [String]) -> [RowRefusal] {
        let text = Self.header + rows.map { $0 + "\n" }.joined()
        do { _ = try CommunityFile(Array(text.utf8)) } catch .rows(let refusals) {
            return refusals
        } catch { Issue.record(error) }
        return []
    }

    private func refusals(putting cell: String, in column: Int) -> [RowRefusal] {
        var cells = Self.cells
        cells[column] = cell
        return refusals([cells.map { "\"\($0)\"" }.joined(separator: ",")])
    }

    @Test func `the shipped catalog holds 46 communities`() throws {
        let communities = try CommunityFile(Seeds.file("communities.csv")).communities

        #expect(communities.count == 46)
        #expect(communities.filter(\.subjectIsMinor).count == 5)
        let dsma = try #require(communities.first { $0.slug == "dsma" })
        #expect(dsma.kind == .tweetchat && dsma.access == .account)
        #expect(dsma.session?.zone == "America/New_York")
        #expect(dsma.session?.minutes == 60)
        #expect(communities.filter { $0.session != nil }.count == 1)
    }

    @Test func `a sound row has no faults`() {
        #expect(refusals(putting: "dsma", in: 0).isEmpty)
    }

    @Test(arguments: [
        (0, "DSMA", "slug"), (0, "a--b", "slug"), (0, "-a", "slug"), (0, "", "slug"),
        (2, "example.org", "url"), (2, "javascript:alert(1)", "url"), (2, "ftp://a.org/", "url"),
        (2, "https://me@example.org/", "url"), (2, "https://localhost/", "url"),
        (3, "website", "kind"), (6, "private", "access"), (7, "open", "status"),
        (8, "no", "subject_is_minor"), (9, "every week", "session_rrule"),
        (10, "24:00", "session_starts"), (11, "Eastern", "session_zone"),
        (12, "0", "session_minutes"), (12, "", "session_minutes"), (13, "none", "source_url"),
    ])
    func `a faulty cell is named by line and column`(column: Int, cell: String, name: String) {
        let refusals = refusals(putting: cell, in: column)

        #expect(refusals.map(\.line) == [2])
        #expect(refusals.map(\.column) == [name])
    }

    @Test func `a slug stands once`() {
        let row = Self.cells.joined(separator: ",")

        #expect(
            refusals([row, row]) == [RowRefusal(line: 3, column: "slug", reason: .repeats(line: 2))]
        )
    }
}
