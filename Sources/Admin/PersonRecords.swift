import ArgumentParser
import Domain
import Foundation
import Interchange
import Store

extension People {
    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Packs all that is kept about a person into one zip file, for them.",
            discussion: """
                Account, enrollments, drafts, submissions, field notes, released feedback, grades, \
                exports and the record, as JSON and as a page to read. Nothing that was not \
                released, no secret, no other's name. It stands in the record. Only you can read \
                the file: give it to the person, and to nobody else.
                """)

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "Their address.") var person: String
        @Option(help: "Write the file here.") var output: String

        func run() async throws {
            try OutputFile.check(output)
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let found = try await records.person(email: person, by: actor).person
                let bytes = try await records.dossier(of: found.id, by: actor, at: .now) {
                    try $0.zip($1)
                }
                if !writing.dryRun { try OutputFile.writePrivately(bytes, to: output) }
                try acting.connection.report(
                    "Wrote \(bytes.count) bytes to \(output).", ["bytes": bytes.count],
                    dryRun: writing.dryRun)
            }
        }
    }
}
