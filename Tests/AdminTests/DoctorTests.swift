import Foundation
import Postgres
import Support
import Testing

@Suite(.world) struct DoctorTests {
    private var place: [String] {
        get throws {
            [
                "doctor", "--migrations", URL.migrations.path, "--operator", "riley",
                "--database-url", try #require(TestDatabase.current).connection,
            ]
        }
    }

    @Test func `what is wrong is named with what to do, and the rest is well`() async throws {
        let database = try #require(TestDatabase.current)
        let well = try Tool.run(try place)
        _ = try await database.owner.write([
            "UPDATE offering SET zone = 'Mars/Olympus'",
            """
            INSERT INTO audit (institution_id, id, at, action, detail)
            SELECT institution_id, '01800000-0000-7000-8000-000000000001',
                now() - interval '1 hour',
                'request.refused', '{}'
            FROM institution_slug WHERE slug = 'northfield'
            """,
        ])
        let ill = try Tool.run(try place)

        // The server of the tests doesn't wait for the disk, and doesn't tidy up.
        #expect(well.output.contains("2 of 16 things need a look"), "\(well.output)")
        #expect(well.output.contains("fsync off"))
        #expect(well.output.contains("PostgreSQL 1"))
        #expect(well.output.contains("peerspective_service"))
        #expect(well.output.contains("southport: chains"))
        #expect(ill.code == 1)
        #expect(ill.output.contains("1 to seal"), "\(ill.output)")
        #expect(ill.output.contains("Mars/Olympus"))
    }

    @Test func `a role that row-level security doesn't hold is named`() async throws {
        let database = try #require(TestDatabase.current)
        let owner = database.connection.replacing(
            "peerspective_service", with: PrivateServer.owner)

        let said = try Tool.run([
            "doctor", "--migrations", URL.migrations.path, "--operator", "riley",
            "--database-url", owner, "--json",
        ])

        #expect(said.code == 1)
        #expect(said.output.contains("use peerspective_service"))
    }
}
