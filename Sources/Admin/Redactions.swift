import ArgumentParser
import Domain
import Foundation
import Store

extension Redaction.Reason: ExpressibleByArgument {}

/// `redact request`, `confirm`, `cancel`, `list`, `log` and `replay`.
struct Redactions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        abstract: "Takes words, or a person, out of what is stored: by two people.",
        discussion: """
            One asks, another does it: redact request (or person erase), then redact confirm. \
            Digests, receipts, grades and chains stay. Keep redact log outside the database, and \
            replay it after a restore. confirm and replay connect as peerspective_steward, for the \
            service may change no text.
            """,
        subcommands: [
            Request.self, Confirm.self, Cancel.self, List.self, Log.self, Replay.self,
        ])

    struct Request: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Asks that words be covered in every text of an offering.",
            discussion: """
                Submissions, drafts, feedback, and what was released of it. The words are read as \
                one line of the standard input: arguments stand in the shell's history.
                """)

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "The offering's id.") var offering: String
        @Option(help: ArgumentHelp("Why: \(Redactions.reasons)."))
        var reason: Redaction.Reason

        func run() async throws {
            let offering: ID<Offering> = try .read(offering)
            let words = try Redactions.line("What is to be covered: ")
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let found = try await records.requestRedaction(
                    of: words, in: offering, reason: reason, by: actor, at: .now)
                let texts = found.texts.sorted { $0.key < $1.key }
                    .map { "\($0.value) \($0.key.replacing("_", with: " "))" }
                try acting.connection.report(
                    "Found in: \(texts.joined(separator: ", ")). Another person does it: "
                        + "redact confirm \(found.id)",
                    Asked(id: found.id, texts: found.texts), dryRun: writing.dryRun)
            }
        }

        private struct Asked: Encodable {
            let id: ID<Redaction>
            let texts: [String: Int]
        }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Does it, as the second person, over the steward's connection.",
            discussion: "Give the words, or the address of who is erased, once more as one line.")

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "The id that the request printed.") var id: String

        func run() async throws {
            let id: ID<Redaction> = try .read(id)
            let said = try Redactions.line("What is to go, once more: ")
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let count = try await Redactions.asSteward {
                    try await records.carryOutRedaction(id, said: said, by: actor, at: .now)
                }
                try acting.connection.report(
                    "Done: \(count) texts. Keep what redact log prints outside the database.",
                    ["texts": count], dryRun: writing.dryRun)
            }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Calls a request off.")

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "The request's id.") var id: String

        func run() async throws {
            let id: ID<Redaction> = try .read(id)
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                try await records.cancelRedaction(id, by: actor, at: .now)
                try acting.connection.report(
                    "Cancelled \(id).", ["id": id], dryRun: writing.dryRun)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists requests and what became of them, the latest first.")

        @OptionGroup var acting: Acting

        func run() async throws {
            try await acting.act { records, actor in
                let all = try await everything { try await records.redactions(by: actor, $0) }
                try acting.connection.show(all.map(RedactionLine.init))
            }
        }
    }

    struct Log: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints what was done, a line of JSON each, to be replayed after a restore.",
            discussion: "It holds no words: places in texts, and digests by which they are known.")

        @OptionGroup var acting: Acting

        func run() async throws {
            try await acting.act { records, actor in
                let encoder = JSONEncoder()
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
            try File.text(path).split(separator: "\n").enumerated().map { place, line in
                do {
                    return try JSONDecoder().decode(LoggedRedaction.self, from: Data(line.utf8))
                } catch {
                    throw Failure.refused("\(path), line \(place + 1): no line of a redact log.")
                }
            }
        }
    }

    fileprivate static let reasons = Redaction.Reason.allCases.map(\.rawValue)
        .joined(separator: ", ")

    /// From a terminal after a question, else one line of the input.
    fileprivate static func line(_ question: String) throws -> String {
        if isatty(STDIN_FILENO) == 1 { FileHandle.standardError.write(Data(question.utf8)) }
        guard let line = readLine(), !line.isEmpty else {
            throw ValidationError("Give it as one line of the standard input.")
        }
        return line
    }

    /// The service's role would be refused by the database, without a word of what to do.
    fileprivate static func asSteward<Value>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let failure where Failure.isForbidden(failure) {
            throw Failure.refused(
                "Texts are the steward's to change: connect as peerspective_steward.")
        }
    }
}

extension People {
    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Asks that a person be erased; another one does it: redact confirm.",
            discussion: """
                Names and address go, and what they wrote and what was written to them is covered. \
                Receipts, grades, the record and exports stay: they name nobody, or are the \
                registrar's. Who takes part in an offering that isn't over is withdrawn first.
                """)

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "Their address.") var person: String
        @Option(help: ArgumentHelp("Why: \(Redactions.reasons)."))
        var reason = Redaction.Reason.learnerRequest

        func run() async throws {
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let found = try await records.person(email: person, by: actor).person
                let id = try await records.requestErasure(
                    of: found.id, reason: reason, by: actor, at: .now)
                try acting.connection.report(
                    "Another person does it, giving the address: redact confirm \(id)",
                    ["id": id], dryRun: writing.dryRun)
            }
        }
    }
}

private struct RedactionLine: Printed {
    static let header = ["REQUESTED", "WHAT", "REASON", "STATE", "BY", "ID"]
    let id: ID<Redaction>
    let requestedAt: Date
    let kind: String
    let reason: Redaction.Reason
    let state: Redaction.State
    let requestedBy: String

    init(_ redaction: Redaction) {
        id = redaction.id
        requestedAt = redaction.requestedAt
        kind = redaction.scope.kind
        reason = redaction.reason
        state = redaction.state
        requestedBy = redaction.requestedBy
    }

    var cells: [String] {
        [
            Instant.text(requestedAt), kind, reason.rawValue, state.rawValue, requestedBy,
            id.description,
        ]
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
