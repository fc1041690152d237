import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

/// After an erasure the whole database is looked through, table by table.
@Suite(.world) struct ErasureTests {
    private static let words = [
        "okafor", "adaeze", "okafor@example.edu", "rx-77120", "expected <anger>", "thirty <posts>",
        "skipped them", "secret-page", "halfthought", "what hahn thinks", "had brought along",
    ]
    /// Frozen for the registrar, whose record they are: their digest stands in the chain.
    private static let registrars: Set<String> = ["export_content", "export_line"]

    /// Tables of which a row has the word, in any column; of bytes too.
    private func tables(with word: String) async throws -> Set<String> {
        let rows = try await #require(TestDatabase.current).owner.read([
            """
            SELECT name FROM (SELECT relname AS name, (xpath('/row/total/text()',
                query_to_xml(format('SELECT count(*) AS total FROM %I kept
                    WHERE strpos(lower(kept::text), %L) > 0 OR strpos(kept::text, %L) > 0',
                    relname, \(word)::text, encode(convert_to(\(word)::text, 'UTF8'), 'hex')),
                    false, true, '')))[1]::text::bigint AS total
                FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')) found
            WHERE total > 0
            """
        ])
        return try Set(rows[0].map { try $0["name"] as String })
    }

    /// What Ada has at the end of a term, and answers kept for retries that name her.
    private func arranged() async throws {
        let database = try #require(TestDatabase.current)
        _ = try await database.owner.write([
            "UPDATE person SET registrar_id = 'RX-77120' WHERE id = \(World.ada.rawValue)"
        ])
        let appeal = try await Appeal.made()
        let ada = World.ada.rawValue
        for (key, who) in [("own", ada), ("office", World.osei.rawValue)] {
            _ = try await database.owner.write([
                """
                INSERT INTO idempotency_key (institution_id, person_id, route, key, body_digest,
                    status, answer, created_at)
                VALUES (\(World.northfield.rawValue), \(who), 'POST /x', \(key), '\\x00', 201,
                    '{"rows": [{"said": "OKAFOR, Adaeze was added"}]}', \(World.noon))
                """
            ])
        }
        let token = UUID()
        _ = try await database.owner.write([
            """
            INSERT INTO api_token (institution_id, id, person_id, name, digest, scopes, created_at,
                expires_at)
            VALUES (\(World.northfield.rawValue), \(token), \(ada), 'Adaeze at home',
                sha256('a'), '{read}', \(World.noon), \(Appeal.later))
            """,
            """
            INSERT INTO draft (institution_id, assignment_id, words, saved_at, version)
            VALUES (\(World.northfield.rawValue), \(appeal.assignment.rawValue), 1,
                \(World.noon), 1)
            """,
            """
            INSERT INTO draft_text (institution_id, assignment_id, body)
            VALUES (\(World.northfield.rawValue), \(appeal.assignment.rawValue), 'Halfthought.')
            """,
        ])
    }

    private func erase(at now: Date) async throws {
        let database = try #require(TestDatabase.current)
        let id = try await database.records.requestErasure(
            of: World.ada, reason: .learnerRequest, by: World.actor(World.dean), at: now)
        _ = try await database.asSteward {
            try await $0.carryOutRedaction(
                id, said: "okafor@example.edu", by: World.operator, at: now)
        }
    }

    @Test func `nothing of who is erased is left in any table, and chains and exports hold`()
        async throws
    {
        try await arranged()
        let database = try #require(TestDatabase.current)
        let over = World.noon.addingTimeInterval(1000 * World.day)
        for word in Self.words {
            #expect(try await !tables(with: word).isEmpty, "\(word) was looked for and not found")
        }
        _ = try await database.records.sealAudit(.everything, at: over)

        try await erase(at: over)
        _ = try await database.records.sealAudit(.everything, at: over.addingTimeInterval(60))

        for word in Self.words {
            let left = try await tables(with: word).subtracting(Self.registrars)
            #expect(left.sorted() == [], "\(word) is left")
        }
        let verified = try await database.records.verify(
            by: World.actor(World.dean), at: over.addingTimeInterval(60))
        #expect(verified.chains.count >= 2)
        #expect(verified.chains.allSatisfy { $0.firstBreak == nil })
        let rows = try await database.owner.read([
            """
            SELECT count(*) AS total, count(*) FILTER (WHERE sha256(content) = digest) AS held
            FROM export JOIN export_content
                ON export_content.institution_id = export.institution_id
                AND export_content.export_id = export.id
            """
        ])
        let exports = try #require(rows[0].first)
        #expect(try exports["total"] as Int == 1 && exports["held"] as Int == 1)
    }
}
