import Domain
import Postgres
import Support
import Testing

@testable import Store

@Suite struct WorldTests {
    @Test(.world)
    func `the service sees one school of the world at a time`() async throws {
        let database = try #require(TestDatabase.current)

        let northfield = try await database.records.read(
            World.northfield, "SELECT count(*) AS people FROM person")
        let southport = try await database.records.read(
            World.southport, "SELECT count(*) AS people FROM person")

        #expect(try northfield[0][0]["people"] == 11)
        #expect(try southport[0][0]["people"] == 2)
    }
}
