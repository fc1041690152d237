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

    static let reasons = Redaction.Reason.allCases.map(\.rawValue)
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
    static func asSteward<Value>(
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
