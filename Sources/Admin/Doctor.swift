import ArgumentParser
import Foundation
import Store

/// `doctor`: what is wrong with an installation, and what to do.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks for what is wrong with an installation, and says what to do.",
        discussion: """
            Server, role, durability, clocks, schema; for each school time zones, jobs and chains. \
            Changes nothing. Exit code 1 when something is wrong.
            """)

    @OptionGroup var connection: Connection
    @Option(help: "The folder of migrations.") var migrations = "db"

    func run() async throws {
        let known = try Migration.load(from: URL(filePath: migrations))
        let lines = try await connection.open { records in
            try await records.diagnose(known, at: .now).map(FindingLine.init)
        }
        try connection.show(lines)
        let wrong = lines.count { !$0.isWell }
        guard wrong == 0 else {
            throw Failure.refused("\(wrong) of \(lines.count) things need a look.")
        }
    }
}

private struct FindingLine: Printed {
    static let header = ["WHAT", "FOUND", "TO DO"]
    let subject: String
    let said: String
    let advice: String?
    let isWell: Bool

    init(_ finding: Finding) {
        (subject, said, advice) = (finding.subject, finding.said, finding.advice)
        isWell = finding.advice == nil
    }

    var cells: [String] { [subject, said, advice ?? "-"] }
}
