import ArgumentParser
import Domain
import Foundation
import Store

extension Grades {
    struct Gradebook: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes an offering's gradebook as one CSV file.",
            discussion: """
                A line for each learner, a column for each exploration, and the approved course \
                grade: what the service has at /offerings/ID/gradebook.csv. Only you can read the \
                file.
                """)

        @OptionGroup var acting: Acting
        @Argument(help: "The offering's id.") var offering: String
        @Option(help: "Write the table here; else to the standard output.") var output: String?

        func validate() throws {
            guard output != nil || !acting.connection.json else {
                throw ValidationError(
                    "The table is CSV: leave out --json, or name a file: --output.")
            }
        }

        func run() async throws {
            try output.map(OutputFile.check)
            let offering: ID<Offering> = try .read(offering)
            try await acting.act { records, actor in
                let table = try await records.gradebookFile(of: offering, by: actor)
                guard let output else {
                    return try await table.write {
                        try FileHandle.standardOutput.write(contentsOf: $0)
                    }
                }
                var size = 0
                try await OutputFile.writePrivately(to: output) { take in
                    try await table.write { piece in
                        size += piece.count
                        try await take(piece)
                    }
                }
                try acting.connection.report(
                    "Wrote \(size) bytes to \(output).", ["bytes": size], dryRun: false)
            }
        }
    }
}
