import ArgumentParser
import Foundation

/// Exit codes: 0 done, 1 refused, 2 usage, 3 the database can't be reached.
@main struct PeerspectiveAdmin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peerspective-admin",
        abstract: "Looks after a Peerspective database.",
        subcommands: [Database.self])

    static func main() async {
        do {
            var command = try parseAsRoot()
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
        let code = exitCode(for: error)
        guard code == .validationFailure || error is Failure else { exit(withError: error) }
        let said = (error as? Failure)?.description ?? fullMessage(for: error)
        FileHandle.standardError.write(Data((said + "\n").utf8))
        Foundation.exit((error as? Failure)?.code ?? 2)
    }
}

/// Why a command ended without doing what it was asked.
enum Failure: Error, CustomStringConvertible {
    case refused(String)
    case unreachable(String)

    var code: Int32 {
        switch self {
        case .refused: 1
        case .unreachable: 3
        }
    }

    var description: String {
        switch self {
        case .refused(let reason), .unreachable(let reason): reason
        }
    }
}
