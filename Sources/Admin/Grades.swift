import ArgumentParser
import Domain
import Foundation
import Interchange
import Store

extension Export.Format: ExpressibleByArgument {}

/// `grades show`, `gradebook`, `export`, `record`, `changes`, `forms` and `template`.
struct Grades: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grades", abstract: "Course grades, and their exports.",
        subcommands: [
            Show.self, Gradebook.self, Make.self, Record.self, Changes.self, Forms.self,
            Template.self,
        ])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists course grades: as they stand, and as they were approved.")

        @OptionGroup var acting: Acting
        @Argument(help: "The offering's id.") var offering: String

        func run() async throws {
            let offering: ID<Offering> = try .read(offering)
            try await acting.act { records, actor in
                let all = try await everything {
                    try await records.courseGrades(of: offering, by: actor, at: .now, $0)
                }
                try acting.connection.show(all.map(GradeLine.init))
            }
        }
    }

    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Freezes approved grades, or fetches what was frozen.",
            discussion: "The same export has the same bytes here and over HTTP.")

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "The offering's id.") var offering: String
        @Option(help: "csv, json, or registrar: as the section's template has it.")
        var format: Export.Format = .csv
        @Option(help: "Only this section: its id.") var section: String?
        @Option(
            name: .customLong("failed-rows-of"),
            help: "Only those whose rows of this rejected export weren't taken.")
        var failedRowsOf: String?
        @Option(help: "Fetch this export instead of making one.") var export: String?
        @Option(help: "Write the content here; else only say what was made.")
        var output: String?

        func run() async throws {
            try output.map(OutputFile.check)
            let offering: ID<Offering> = try .read(offering)
            let known: ID<Export>? = try export.map { try .read($0) }
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                if let known {
                    try await fetch(known, of: offering, records, actor)
                } else {
                    try await make(offering, records, actor)
                }
            }
        }

        private func make(
            _ offering: ID<Offering>, _ records: Records, _ actor: Actor
        ) async throws {
            let id = try await records.makeExport(
                of: offering, section: section.map { try ID.read($0) },
                failed: failedRowsOf.map { try ID.read($0) }, format,
                rendering: { try $0.bytes(format, $1) }, by: actor, at: .now)
            // What a rehearsal made isn't there to be fetched.
            guard !writing.dryRun else {
                return try acting.connection.report(
                    "Made an export.", MadeExport(id: id), dryRun: true)
            }
            try await fetch(id, of: offering, records, actor)
        }

        private func fetch(
            _ id: ID<Export>, of offering: ID<Offering>, _ records: Records, _ actor: Actor
        ) async throws {
            let found = try await records.export(id, by: actor)
            guard found.offering == offering else { throw NotFound() }
            if let output, !writing.dryRun {
                let content = try await records.exportContent(id, by: actor)
                try Data(content.bytes).write(to: URL(filePath: output), options: .atomic)
            }
            let place = output.map { " to \($0)" } ?? ""
            try acting.connection.report(
                "Export \(id), \(found.lines) lines, \(found.state.rawValue)\(place).",
                MadeExport(id: id), dryRun: writing.dryRun)
        }
    }
}

private struct MadeExport: Encodable {
    let id: ID<Export>
}

private struct GradeLine: Printed {
    static let header = ["NAME", "GRADE", "APPROVED", "HOW"]
    let enrollmentId: ID<Enrollment>
    let name: String
    let grade: String?
    let approvedGrade: String?
    let isApproved: Bool
    let sentence: String

    init(_ record: CourseGradeRecord) {
        enrollmentId = record.enrollment
        name = record.name
        approvedGrade = record.standing.approval?.grade.code
        isApproved = record.isApproved
        switch record.candidate {
        case .grade(let standing, let explanation):
            (grade, sentence) = (standing.code, explanation)
        case .missing(let titles):
            (grade, sentence) = (nil, "No grade yet for \(titles.joined(separator: ", ")).")
        case nil: (grade, sentence) = (nil, "The section has no grade rule.")
        }
    }

    var cells: [String] {
        let approved = approvedGrade.map { isApproved ? $0 : "\($0), changed since" }
        return [name, grade ?? "-", approved ?? "-", sentence]
    }
}
