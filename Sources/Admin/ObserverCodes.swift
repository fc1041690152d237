import ArgumentParser
import Domain
import Foundation
import Store

/// `observer-code show` and `publish`.
struct ObserverCodes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "observer-code",
        abstract: "What learners accept before their first exploration.",
        subcommands: [Show.self, Publish.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints the current version.")

        @OptionGroup var acting: Acting

        func run() async throws {
            try await acting.act { records, actor in
                let code = try await records.observerCode(by: actor).code
                guard !acting.connection.json else {
                    return try Connection.printJSON(CodeLine(code))
                }
                print("Version \(code.number), \(Instant.text(code.publishedAt))\n\n\(code.body)")
            }
        }

        private struct CodeLine: Encodable {
            let number: Int
            let body: String
            let publishedAt: Date

            init(_ code: ObserverCode) {
                (number, body, publishedAt) = (code.number, code.body, code.publishedAt)
            }
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Publishes the next version: everyone accepts it before they go on.")

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "The file with its text.") var file: String

        func run() async throws {
            let body = try File.text(file)
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let number = try await records.publishObserverCode(body, by: actor, at: .now)
                try acting.connection.report(
                    "Published version \(number).", ["number": number], dryRun: writing.dryRun)
            }
        }
    }
}
