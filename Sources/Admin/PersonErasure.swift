import ArgumentParser
import Domain
import Foundation
import Store

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
