import Foundation
import Logging
import Observing

/// `peerspective serve`. Exit codes: 0 stopped as asked, 1 can't run, 2 usage.
@main enum PeerspectiveServer {
    static func main() async {
        do {
            defer { Observers.standardError.flush() }
            try await run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            let stop = Stop(error)
            FileHandle.standardError.write(Data("peerspective: \(stop.sentence)\n".utf8))
            exit(stop.code)
        }
    }

    private static func run(_ arguments: [String]) async throws {
        switch arguments.first {
        case "--help", "-h", "help": print(Settings.help)
        case "serve" where arguments.contains("--help") || arguments.contains("-h"):
            print(Settings.help)
        case "serve":
            let settings = try await Settings(
                arguments: Array(arguments.dropFirst()),
                environment: ProcessInfo.processInfo.environment)
            try await Peerspective(settings).run()
        case let other:
            throw Stop(
                usage: other.map { "There is no command “\($0)”. Try: peerspective serve --help" }
                    ?? "Say what to do. Try: peerspective serve --help")
        }
    }
}

/// Why the service doesn't run, as a sentence that says what to do.
struct Stop: Error {
    let sentence: String
    let code: Int32

    init(_ sentence: String) {
        (self.sentence, code) = (sentence, 1)
    }

    init(usage sentence: String) {
        (self.sentence, code) = (sentence, 2)
    }
}
