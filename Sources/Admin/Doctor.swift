import ArgumentParser
import Foundation
import Store

/// `doctor`: what is wrong with an installation, and what to do.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks for what is wrong with an installation, and says what to do.",
        discussion: """
            Server, role, durability, clocks, schema, size, settings, the disk of --data-folder; for \
            each school time zones, jobs and chains. Changes nothing. Exit code 1 when something \
            is wrong.
            """)

    @OptionGroup var connection: Connection
    @Option(help: "The folder of migrations.") var migrations = "db"
    @Option(
        name: .customLong("data-folder"),
        help: "Where the database keeps its files, if that is on this machine.")
    var dataFolder: String?

    func run() async throws {
        let known = try Migration.load(from: URL(filePath: migrations))
        let lines = try await connection.open { records in
            let disk = try dataFolder.map { [try Self.disk(of: $0)] } ?? []
            return (try await records.diagnose(known, at: .now) + disk).map(FindingLine.init)
        }
        try connection.show(lines)
        let wrong = lines.count { !$0.isWell }
        guard wrong == 0 else {
            throw Failure.refused("\(wrong) of \(lines.count) things need a look.")
        }
    }

    private static func disk(of folder: String) throws -> Finding {
        let found = try FileManager.default.attributesOfFileSystem(forPath: folder)
        guard let free = (found[.systemFreeSize] as? NSNumber)?.int64Value,
            let all = (found[.systemSize] as? NSNumber)?.int64Value, all > 0
        else { return Finding("disk", "unknown", advice: "Look by: df \(folder)") }
        // Less, and a busy day or a large import fills it.
        let isLow = free < 2 << 30 || free * 20 < all
        return Finding(
            "disk", "\(free >> 30) of \(all >> 30) GiB free",
            advice: isLow ? "Make room: PostgreSQL stops when its disk is full." : nil)
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
