import ArgumentParser
import Domain
import Foundation
import Interchange
import Store

extension Export.State: ExpressibleByArgument {}

extension Grades {
    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Records that an export was sent, or what the registrar answered.",
            discussion: """
                A rejection may name the rows that weren't taken: a table with the columns ID and \
                Message. The others were taken. Send them again by: grades export --failed-rows-of
                """)

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "The export's id.") var export: String
        @Argument(help: "sent, accepted or rejected.") var state: Export.State
        @Option(help: "The registrar's table of rows that weren't taken.") var rows: String?

        func run() async throws {
            let id: ID<Export> = try .read(export)
            let rejected =
                try rows.map { path in
                    try InputFile.read(path) { bytes throws(FileRefusal) in
                        try RejectionFile(bytes).rows
                    }
                } ?? []
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                try await records.recordExportState(
                    state, of: id,
                    rows: rejected.map {
                        RejectedRow(registrarID: $0.registrarID, said: $0.said)
                    }, by: actor, at: .now)
                let failed = rejected.isEmpty ? "" : ", \(rejected.count) rows weren't taken"
                try acting.connection.report(
                    "Export \(id) is \(state.rawValue)\(failed).", ["id": id],
                    dryRun: writing.dryRun)
            }
        }
    }

    struct Changes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tells what differs from an export: now, or in another export.")

        @OptionGroup var acting: Acting
        @Argument(help: "The export's id.") var export: String
        @Option(help: "Another export of the offering; else the grades as they stand.")
        var to: String?

        func run() async throws {
            let id: ID<Export> = try .read(export)
            let other: ID<Export>? = try to.map { try .read($0) }
            try await acting.act { records, actor in
                let all =
                    if let other {
                        try await records.gradeChanges(from: id, to: other, by: actor)
                    } else {
                        try await records.gradeChanges(since: id, by: actor, at: .now)
                    }
                try acting.connection.show(all.map(ChangeLine.init))
            }
        }
    }

    struct Forms: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists change-of-grade forms: grades approved after the registrar took one.")

        @OptionGroup var acting: Acting
        @Argument(help: "The offering's id.") var offering: String

        func run() async throws {
            let offering: ID<Offering> = try .read(offering)
            try await acting.act { records, actor in
                let all = try await everything {
                    try await records.changesOfGrade(of: offering, by: actor, $0)
                }
                try acting.connection.show(all.map(FormLine.init))
            }
        }
    }

    struct Template: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a section's template of the registrar's file as JSON, or sets it.",
            discussion: "Print it, edit it, and give it back: --file FILE.")

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "The section's id, as offering show has it.") var section: String
        @Option(help: "A file with the template that holds from now on.") var file: String?

        func run() async throws {
            let section: ID<Section> = try .read(section)
            let wanted = try file.map(Self.template)
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let held = try await records.registrarTemplate(of: section, by: actor)
                guard let wanted else { return try Connection.printJSON(held.template) }
                let set = try await records.setRegistrarTemplate(
                    wanted, of: section, latest: held.number, by: actor, at: .now)
                try acting.connection.report(
                    "Template \(set.number) holds.", ["number": set.number],
                    dryRun: writing.dryRun)
            }
        }

        private static func template(_ path: String) throws -> RegistrarTemplate {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw Failure.refused("\(path) can't be read.")
            }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            do {
                return try decoder.decode(RegistrarTemplate.self, from: data)
            } catch {
                throw Failure.refused(
                    "\(path) is no template. Print one, edit it: grades template SECTION")
            }
        }
    }
}

private struct ChangeLine: Printed {
    static let header = ["NAME", "EXPORTED", "NOW", "APPROVED", "REASON"]
    let enrollmentId: ID<Enrollment>
    let name: String
    let exported: String?
    let current: String?
    let isApproved: Bool
    let reason: String?

    init(_ change: GradeChange) {
        enrollmentId = change.enrollment
        name = change.name
        exported = change.exported?.code
        current = change.current?.code
        isApproved = change.isApproved
        reason = change.reason?.rawValue
    }

    var cells: [String] {
        [name, exported ?? "-", current ?? "-", isApproved ? "yes" : "no", reason ?? "-"]
    }
}

private struct FormLine: Printed {
    static let header = ["MADE", "SECTION", "ID", "NAME", "FROM", "TO", "REASON", "APPROVED BY"]
    let id: ID<ChangeOfGrade>
    let madeAt: Date
    let section: String
    let registrarId: String
    let legalName: String
    let exportedGrade: String
    let approvedGrade: String
    let reason: GradeEntry.Reason
    let approvedBy: String

    init(_ change: ChangeOfGrade) {
        id = change.id
        madeAt = change.madeAt
        section = change.section.text
        registrarId = change.registrarID
        legalName = change.legalName.filed
        exportedGrade = change.exported.code
        approvedGrade = change.approved.code
        reason = change.reason
        approvedBy = change.approver
    }

    var cells: [String] {
        [
            Instant.text(madeAt), section, registrarId, legalName, exportedGrade, approvedGrade,
            reason.rawValue, approvedBy,
        ]
    }
}
