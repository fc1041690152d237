import Domain
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct FullDiskTests {
    @Test(arguments: ["53100", "53200"])
    func `a database without room or memory may have some later, and nothing was changed`(
        _ code: String
    ) async throws {
        let database = try #require(TestDatabase.current)
        let dean = World.actor(World.dean)
        _ = try await database.owner.write([
            SQL(
                unsafe: """
                    CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN RAISE EXCEPTION USING ERRCODE = '\(code)'; END $$
                    """),
            """
            CREATE TRIGGER no_room BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION no_room()
            """,
        ])
        let kim = Person.Content(
            legalName: Person.LegalName(given: "Kim", family: "Ito"), chosenName: "Kim Ito",
            email: "ito@example.edu")

        await #expect(throws: Unavailable.self) {
            _ = try await database.records.addPerson(kim, by: dean, at: World.noon)
        }

        #expect(try await database.records.people(search: "ito@", by: dean).items.isEmpty)
    }
}
