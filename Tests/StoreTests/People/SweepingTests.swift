import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct SweepingTests {
    @Test func `what has ended goes, what may still be asked for stays`() async throws {
        let database = try #require(TestDatabase.current)
        let records = database.records
        let dean = World.actor(World.dean)
        func add(_ number: Int, at time: Date) async throws {
            let key = IdempotencyKey(
                key: "\(number)", route: "people", bodyDigest: [UInt8](repeating: 1, count: 32))
            let content = Person.Content(
                legalName: Person.LegalName(given: "Kim", family: "Ito"), chosenName: "Kim Ito",
                email: "ito\(number)@example.edu")
            _ = try await records.addPerson(content, by: dean, at: time, once: key)
            _ = try await database.owner.write([
                """
                INSERT INTO session (institution_id, id, person_id, digest, created_at,
                    last_used_at, expires_at)
                VALUES (\(World.northfield), \(UUID()), \(World.ada),
                    \([UInt8](repeating: UInt8(number), count: 32)), \(time), \(time),
                    \(time + 12 * 3600))
                """
            ])
            await #expect(throws: Unauthenticated.self) {
                try await records.signIn(
                    "nobody\(number)@example.edu", "wrong", at: "northfield", from: "\(number)",
                    requestID: "test", at: time)
            }
        }
        try await add(1, at: World.noon - 25 * 3600)
        try await add(2, at: World.noon - 3600)

        try await records.sweep(World.northfield, at: World.noon)

        let left = try await database.owner.read([
            """
            SELECT (SELECT count(*) FROM session) AS sessions,
                (SELECT count(*) FROM sign_in_throttle) AS failures,
                (SELECT count(*) FROM idempotency_key) AS keys,
                (SELECT count(*) FROM audit) AS lines
            """
        ])[0][0]
        #expect(try left["sessions"] == 1 && left["failures"] == 3)
        #expect(try left["keys"] == 1 && left["lines"] == 4)
    }
}
