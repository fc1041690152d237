import ArgumentParser
import Domain
import Foundation
import Store

extension Redactions {
    struct Log: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints what was done, a line of JSON each, to be replayed after a restore.",
            discussion: "It holds no words: places in texts, and digests by which they are known.")

        @OptionGroup var acting: Acting

        func run() async throws {
            try await acting.act { records, actor in
                let encoder = JSONEncoder()
                encoder.keyEncodingStrategy = .convertToSnakeCase
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                for line in try await records.redactionLog(by: actor) {
                    print(String(decoding: try encoder.encode(line), as: UTF8.self))
                }
            }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Does again what a restored database has lost, as the steward.",
            discussion: """
                Again and again without harm. Exit code 1 when a text isn't what it was, as a draft \
                that was written on: look for the words anew.
                """)

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "A file that redact log wrote.") var file: String

        func run() async throws {
            let lines = try Self.lines(of: file)
            let done = try await acting.act(dryRun: writing.dryRun) { records, actor in
                var done: [ReplayedRedaction] = []
                for (place, line) in lines.enumerated() {
                    Progress.show(place, of: lines.count, "redactions")
                    done.append(
                        try await Redactions.asSteward {
                            try await records.replayRedaction(line, by: actor, at: .now)
                        })
                }
                return done
            }
            try acting.connection.show(done.map(ReplayLine.init))
            let differing = done.reduce(0) { $0 + $1.differing }
            guard differing == 0 else {
                throw Failure.refused("\(differing) texts aren't what they were. Search them anew.")
            }
        }

        private static func lines(of path: String) throws -> [LoggedRedaction] {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try File.text(path).split(separator: "\n").enumerated().map { place, line in
                do {
                    return try decoder.decode(LoggedRedaction.self, from: Data(line.utf8))
                } catch {
                    throw Failure.refused("\(path), line \(place + 1): no line of a redact log.")
                }
            }
        }
    }
}

private struct ReplayLine: Printed {
    static let header = ["ID", "STATE", "COVERED", "DIFFERING"]
    let id: ID<Redaction>
    let state: String
    let covered: Int
    let differing: Int

    init(_ replayed: ReplayedRedaction) {
        id = replayed.id
        state = replayed.wasDone ? "done before" : "replayed"
        covered = replayed.covered
        differing = replayed.differing
    }

    var cells: [String] { [id.description, state, "\(covered)", "\(differing)"] }
}
