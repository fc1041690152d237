package import Foundation
import Postgres

extension Records {
    /// What the clock of the database's machine says. No rule goes by it: it is a witness.
    package func databaseTime() async throws -> Date {
        try await Self.translated {
            try await database.read(["SELECT clock_timestamp() AS time"])[0].one()["time"]
        }
    }
}
