import Foundation
import NIOCore
import NIOPosix
import Postgres
import Store

extension Stop {
    /// What is known of the ways in which a start fails. What the database is reached by may hold a
    /// password and isn't repeated.
    init(_ error: any Error) {
        switch error {
        case let stop as Stop: self = stop
        case let error as IOError where error.errnoCode == EADDRINUSE:
            self.init(
                "The port is in use. Stop what listens there, or give another --http-port or --metrics-port."
            )
        case let error as IOError where error.errnoCode == EACCES:
            self.init("This port needs more rights. Give a --http-port above 1023.")
        case is ClientError:
            self.init("The database can't be reached: is it running, is DATABASE_URL right?")
        case Migration.Refusal.none(let folder):
            self.init("\(folder) holds no migration. Name the folder by --database-migrations.")
        case Migration.Refusal.changed(let file):
            self.init("\(file) was edited after it was applied. Restore it.")
        case Migration.Refusal.unknown(let number):
            self.init(
                "The database has migration \(number), which this release doesn't know, and lacks "
                    + "an earlier one. Install the release that made it.")
        case let refusal as Migration.Refusal: self.init("The migrations are refused: \(refusal).")
        default: self.init("It can't run: \(error)")
        }
    }
}
