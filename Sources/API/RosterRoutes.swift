import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Interchange
import Store

/// The registrar's file of an offering.
struct RosterRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/offerings/{id}/roster-imports", .verb(.changeRoster), .ok,
                [.csv, .once], filters: ["dry_run"], use: take)
        ]
    }

    /// Every row's fate. With `dry_run=true` nothing is changed and old and new values are answered.
    @Sendable func take(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context, limit: Self.limit)
        let isDryRun = try request.flag("dry_run")
        let report = try await records.importRoster(
            Self.file(received.bytes), into: context.id(), dryRun: isDryRun,
            by: context.actor, at: context.receivedAt, once: received.once)
        return try Answer.json(RosterImportBody(report, isDryRun: isDryRun))
    }

    /// Room for 100,000 rows of about 80 characters, also where a spreadsheet takes two bytes for each.
    static let limit = 16 << 20

    private static func file(_ bytes: [UInt8]) throws -> RosterFile {
        do throws(FileRefusal) {
            return try RosterFile(bytes)
        } catch {
            throw Invalid("", "unreadable-file", error.description)
        }
    }
}

/// What an import did, or would do.
struct RosterImportBody: Encodable {
    struct Change: Encodable {
        let field: String
        /// Only of a dry run.
        let from: String?
        let to: String?
    }

    struct Row: Encodable {
        let line: Int
        let fate: RosterReport.Fate
        let changes: [Change]
        /// Why it was refused.
        let reasons: [String]
    }

    struct Counts: Encodable {
        let new: Int
        let changed: Int
        let unchanged: Int
        let refused: Int
    }

    let dryRun: Bool
    let counts: Counts
    let rows: [Row]
    /// The registrar's ids of those whom the file doesn't name. They stay.
    let absentRegistrarIds: [String]
    let ignoredColumns: [String]

    init(_ report: RosterReport, isDryRun: Bool) {
        dryRun = isDryRun
        counts = Counts(
            new: report.count(.new), changed: report.count(.changed),
            unchanged: report.count(.unchanged), refused: report.count(.refused))
        rows = report.rows.map { row in
            Row(
                line: row.line, fate: row.fate,
                changes: row.changes.map {
                    Change(field: $0.field, from: $0.from, to: $0.to)
                }, reasons: row.reasons)
        }
        absentRegistrarIds = report.absent
        ignoredColumns = report.ignoredColumns
    }
}
