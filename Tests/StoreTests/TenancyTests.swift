import Foundation
import Postgres
import Support
import Testing

/// Row-level security alone, with no action and no policy in front: each table of the catalog holds a
/// row of two schools, and whoever asks for one of them gets at nothing of the other.
@Suite(.database) struct TenancyTests {
    private static let (mine, other) = (UUID(), UUID())
    private static let roles = ["peerspective_service", "peerspective_steward"]

    @Test(arguments: roles)
    func `a school reads its own rows of every table, and without a school there are none`(
        role: String
    ) async throws {
        try await walk(as: role) { schools in
            var own = 0
            for table in schools.tables {
                own += try await schools.count(table, of: Self.mine, in: Self.mine) ?? 0
                for tenant in [Self.mine.uuidString, "", nil] {
                    let seen = try await schools.count(table, of: Self.other, in: tenant)
                    #expect(seen ?? 0 == 0, "\(table.name) of another school")
                }
                let none = try await schools.count(table, of: Self.mine, in: nil as String?)
                #expect(none ?? 0 == 0, "\(table.name) without a school")
            }
            #expect(own > 20, "the role reads its own rows")
        }
    }

    @Test(arguments: roles)
    func `nothing of another school is changed, deleted or added`(role: String) async throws {
        try await walk(as: role) { schools in
            for table in schools.tables {
                let before = try await schools.fingerprint(table)
                for statement in table.writes(to: Self.other) {
                    // Refused or without a row to write: what counts is what is there afterwards.
                    try? await schools.write(statement, in: Self.mine.uuidString)
                    try? await schools.write(statement, in: nil)
                }
                #expect(try await schools.fingerprint(table) == before, "\(table.name)")
            }
        }
    }

    @Test(arguments: roles)
    func `a row can't be handed to another school`(role: String) async throws {
        try await walk(as: role) { schools in
            for table in schools.tables {
                let before = try await schools.fingerprint(table)
                let move: SQL = """
                    UPDATE \(identifier: table.name)
                    SET \(identifier: table.tenant) = \(Self.other)
                    WHERE \(identifier: table.tenant) = \(Self.mine)
                    """
                let error = await #expect(throws: PostgresError.self, "\(table.name)") {
                    try await schools.write(move, in: Self.mine.uuidString)
                }
                #expect(error?.sqlState == "42501", "\(table.name)")
                #expect(try await schools.fingerprint(table) == before, "\(table.name)")
            }
        }
    }

    /// Without it the walks above could be looking at empty tables.
    @Test func `whom row-level security doesn't hold gets at every table of both`() async throws {
        try await walk(as: "peerspective_owner") { schools in
            for table in schools.tables {
                let seen = try await schools.count(table, of: Self.other, in: Self.mine)
                let before = try await schools.fingerprint(table)
                let writes = table.writes(to: Self.other)
                try await schools.write(writes[0], in: nil)
                let touched = try await schools.fingerprint(table)
                try await schools.write(writes[1], in: nil)

                #expect(seen == 1, "\(table.name)")
                #expect(touched != before && !touched.isEmpty, "\(table.name)")
                #expect(try await schools.fingerprint(table) == [], "\(table.name)")
            }
        }
    }

    @Test func `one table left open is found`() async throws {
        try await walk(as: Self.roles[0]) { schools in
            _ = try await schools.owner.write(
                ["ALTER TABLE person DISABLE ROW LEVEL SECURITY"], LocalSettings())
            var open: [String] = []
            for table in schools.tables
            where try await schools.count(table, of: Self.other, in: Self.mine) == 1 {
                open.append(table.name)
            }

            #expect(open == ["person"])
        }
    }

    @Test func `no function and no view runs with its owner's rights`() async throws {
        let database = try #require(TestDatabase.current)
        let found = try await database.owner.read(
            [
                """
                SELECT p.proname AS name FROM pg_proc p
                WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
                UNION ALL
                SELECT c.relname FROM pg_class c
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('v', 'm')
                  AND NOT coalesce(c.reloptions @> '{security_invoker=true}', false)
                """
            ], LocalSettings())[0]

        #expect(try found.map { try $0["name"] as String } == [])
    }

    private func walk(
        as role: String, _ body: @Sendable (TwoSchools) async throws -> Void
    ) async throws {
        let database = try #require(TestDatabase.current)
        let client = database.client(as: role)
        do {
            try await body(
                try await TwoSchools(database.owner, client, [Self.mine, Self.other]))
            await client.close()
        } catch {
            await client.close()
            throw error
        }
    }
}
