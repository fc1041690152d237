import ArgumentParser
import Foundation

/// Exit codes: 0 done, 1 refused, 2 usage, 3 the database can't be reached.
@main struct PeerspectiveAdmin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peerspective-admin",
        abstract: "Looks after a Peerspective database.",
        subcommands: [
            Database.self, Seeds.self, Institutions.self, People.self, Communities.self,
            Offerings.self, Rosters.self, Enrollments.self, Extensions.self, Grades.self,
            Appeals.self, Redactions.self, Tokens.self, ObserverCodes.self,
            Audit.self, Verify.self, Checkpoints.self, Backups.self, Doctor.self,
        ])

    static func main() async {
        var command: any ParsableCommand
        do {
            command = try parseAsRoot()
        } catch {
            exit(withCodeOf: error)
        }
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withCodeOf: error)
        }
    }

    private static func exit(withCodeOf error: any Error) -> Never {
        let failure = Failure(action: error)
        let code = exitCode(for: error)
        guard failure != nil || code == .validationFailure else { exit(withError: error) }
        // What was found wrong while it ran has nothing to do with how the command is written.
        let said =
            failure?.description ?? (error as? ValidationError)?.message ?? fullMessage(for: error)
        FileHandle.standardError.write(Data((said + "\n").utf8))
        Foundation.exit(failure?.code ?? 2)
    }
}
