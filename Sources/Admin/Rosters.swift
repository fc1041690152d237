import ArgumentParser
import Domain
import Foundation
import Interchange
import Store

/// `roster import`.
struct Rosters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster", abstract: "Who is in an offering.", subcommands: [Import.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Takes a registrar's file into an offering.",
            discussion: """
                Every row is new, changed, unchanged or refused, and refused rows don't hinder the \
                others. Nobody is dropped for not being in the file. The exit code is 1 when a row \
                was refused.
                """)

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "The file, a table with a header.") var file: String
        @Option(help: "The offering's id, as offering list has it.") var offering: String

        func run() async throws {
            let roster = try InputFile.read(file) { bytes throws(FileRefusal) in
                try RosterFile(bytes)
            }
            let report = try await acting.act { records, actor in
                try await records.importRoster(
                    roster, into: try ID.read(offering), dryRun: writing.dryRun, by: actor,
                    at: .now)
            }
            try show(report)
            let refused = report.count(.refused)
            guard refused == 0 else { throw Failure.refused("\(refused) rows were refused.") }
        }

        private func show(_ report: RosterReport) throws {
            try acting.connection.show(report.rows.map(RosterLine.init))
            guard !acting.connection.json else { return }
            let counts = RosterReport.Fate.allCases
                .map { "\(report.count($0)) \($0.rawValue)" }.joined(separator: ", ")
            print(writing.dryRun ? "Nothing was changed. It would be: \(counts)." : "\(counts).")
            if !report.absent.isEmpty {
                print(
                    "Not in the file, and still enrolled: \(report.absent.joined(separator: ", "))")
            }
            if !report.ignoredColumns.isEmpty {
                print("Columns that mean nothing: \(report.ignoredColumns.joined(separator: ", "))")
            }
        }
    }
}

private struct RosterLine: Printed {
    static let header = ["LINE", "FATE", "DETAIL"]
    let line: Int
    let fate: RosterReport.Fate
    let changes: [RosterReport.Change]
    let reasons: [String]

    init(_ row: RosterReport.Row) {
        line = row.line
        fate = row.fate
        changes = row.changes
        reasons = row.reasons
    }

    var cells: [String] {
        let fields = changes.map { change in
            change.to.map { "\(change.field): \(change.from ?? "") → \($0)" } ?? change.field
        }
        return ["\(line)", fate.rawValue, (fields + reasons).joined(separator: "; ")]
    }
}

/// A file that an operator names.
enum InputFile {
    /// What can't be read, or isn't understood, is refused with its name.
    static func read<Value>(
        _ path: String, as understand: ([UInt8]) throws(FileRefusal) -> Value
    ) throws -> Value {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure.refused("\(path) can't be read.")
        }
        do throws(FileRefusal) {
            return try understand(Array(data))
        } catch {
            throw Failure.refused("\(path): \(error.description)")
        }
    }
}
