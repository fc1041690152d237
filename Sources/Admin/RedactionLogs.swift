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
                let lines = try RedactionLogFile.encoded(
                    try await records.redactionLog(by: actor))
                try FileHandle.standardOutput.write(contentsOf: lines)
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
            let all = try RedactionLogFile.read(file)
            let done = try await acting.act(dryRun: writing.dryRun) { records, actor in
                // A backup's log is of every school.
                let lines = all.filter {
                    $0.institution ?? actor.institution == actor.institution
                }
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
