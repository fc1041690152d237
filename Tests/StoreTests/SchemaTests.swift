import Foundation
import Postgres
import Store
import Support
import Testing

/// The rules that let the schema hold every school and distribute as it is, read off the catalog.
@Suite(.database) struct SchemaTests {
    /// Reference tables and the migrator's own: no tenant's rows.
    private static let shared: Set<String> = ["institution_slug", "migration"]

    private func rows(_ statement: SQL) async throws -> Rows {
        let database = try #require(TestDatabase.current)
        return try await database.owner.read([statement], LocalSettings())[0]
    }

    private func names(_ statement: SQL) async throws -> [String] {
        try await rows(statement).map { try $0["name"] }
    }

    @Test func `every tenant table is under row-level security, enabled and not forced`()
        async throws
    {
        let open = try await names(
            """
            SELECT relname AS name FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
              AND (NOT relrowsecurity OR relforcerowsecurity)
            ORDER BY relname
            """)

        #expect(Set(open) == Self.shared)
    }

    @Test func `every key and unique index begins with the institution`() async throws {
        let others = try await names(
            """
            SELECT format('%s.%s', i.indrelid::regclass, i.indexrelid::regclass) AS name
            FROM pg_index i
            JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
            WHERE i.indisunique AND a.attname <> 'institution_id'
              AND t.relname NOT IN ('institution_slug', 'migration')
            """)

        #expect(others == ["institution.institution_pk"])
    }

    @Test func `a reference never leaves its institution`() async throws {
        let others = try await names(
            """
            SELECT c.conname AS name
            FROM pg_constraint c
            JOIN pg_attribute own ON own.attrelid = c.conrelid AND own.attnum = c.conkey[1]
            JOIN pg_attribute their ON their.attrelid = c.confrelid AND their.attnum = c.confkey[1]
            WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
              AND NOT (own.attname = 'institution_id'
                       AND (their.attname = 'institution_id' OR c.confrelid = 'institution'::regclass))
            """)

        #expect(others == [])
    }

    @Test func `nothing is set to NULL, cascaded or triggered behind the service's back`()
        async throws
    {
        let actions = try await names(
            """
            SELECT conname AS name FROM pg_constraint
            WHERE contype = 'f' AND (confdeltype <> 'a' OR confupdtype <> 'a')
            UNION ALL
            SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
            """)

        #expect(actions == [])
    }

    @Test func `every constraint has a name that somebody gave it`() async throws {
        let automatic = try await names(
            """
            SELECT conname AS name FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
              AND conname ~ '_(pkey|fkey|key|check|excl)[0-9]*$'
            """)

        #expect(automatic == [])
    }

    @Test func `the service owns nothing and can't pass by row-level security`() async throws {
        let powers = try await rows(
            """
            SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS any,
                   (SELECT count(*) FROM pg_class WHERE relowner = r.oid) AS owned
            FROM pg_roles r WHERE rolname IN ('peerspective_service', 'peerspective_steward')
            """)

        #expect(powers.count == 2)
        for row in powers {
            let isPowerful: Bool = try row["any"]
            let owned: Int = try row["owned"]
            #expect(!isPowerful)
            #expect(owned == 0)
        }
    }

    @Test(arguments: [
        "submission", "submission_text", "released_feedback", "released_feedback_text",
        "grade_entry",
        "approval", "export", "export_content", "export_event", "export_line", "audit",
        "audit_seal",
        "late_policy",
        "rubric_version", "alias", "extension", "excuse", "release", "grade_rule",
        "enrollment_change",
    ])
    func `the service can only add to what must not change`(_ table: String) async throws {
        let database = try #require(TestDatabase.current)

        for statement: SQL in [
            "UPDATE \(identifier: table) SET institution_id = institution_id",
            "DELETE FROM \(identifier: table)",
            "TRUNCATE \(identifier: table)",
        ] {
            let error = await #expect(throws: PostgresError.self) {
                _ = try await database.service.write([statement], LocalSettings())
            }
            #expect(error?.sqlState == "42501")
        }
    }

    @Test func `the steward changes texts and people, and ends what lets someone in`() async throws
    {
        let changed = try await names(
            """
            SELECT DISTINCT table_name::text AS name FROM information_schema.role_table_grants
            WHERE grantee = 'peerspective_steward' AND privilege_type IN ('UPDATE', 'DELETE')
            ORDER BY name
            """)

        #expect(
            changed == [
                "api_token", "appointment", "credential", "draft_text", "feedback_comment_text",
                "feedback_text", "field_note_text",
                "idempotency_key", "invitation", "known_device", "person", "recovery_code",
                "redaction",
                "released_feedback_text", "second_factor", "session", "sign_in_challenge",
                "submission_text",
            ])
    }

    @Test func `a tenant sees its own rows, and without a tenant there are none`() async throws {
        let database = try #require(TestDatabase.current)
        let (north, south) = (UUID(), UUID())
        for (id, name) in [(north, "Northfield"), (south, "Southfield")] {
            _ = try await database.owner.write(
                [
                    """
                    INSERT INTO institution (id, name, zone, created_at)
                    VALUES (\(id), \(name), 'America/New_York', \(Date.now))
                    """
                ], LocalSettings())
        }
        let all: SQL = "SELECT name FROM institution"

        let inside = try await database.service.read(
            [all], LocalSettings(["peerspective.institution": north.uuidString]))[0]
        let outside = try await database.service.read([all], LocalSettings())[0]

        #expect(try inside.map { try $0["name"] as String } == ["Northfield"])
        #expect(outside.isEmpty)
    }

    @Test func `a row of another institution is refused at the writing`() async throws {
        let database = try #require(TestDatabase.current)
        let (mine, other) = (UUID(), UUID())

        let error = await #expect(throws: PostgresError.self) {
            _ = try await database.service.write(
                [
                    """
                    INSERT INTO institution (id, name, zone, created_at)
                    VALUES (\(other), 'Elsewhere', 'America/New_York', \(Date.now))
                    """
                ], LocalSettings(["peerspective.institution": mine.uuidString]))
        }

        #expect(error?.sqlState == "42501")
    }

    @Test func `refusing ends a unit with the code`() async throws {
        let database = try #require(TestDatabase.current)

        let error = await #expect(throws: PostgresError.self) {
            _ = try await database.service.write(["SELECT refuse('closed')"], LocalSettings())
        }

        #expect(error?.sqlState == "PS001")
        #expect(error?.message == "closed")
    }
}
