import ArgumentParser
import Domain
import Foundation
import Interchange
import Store

extension People {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Takes the people of a file as accounts.",
            discussion: """
                A table with a header: email and family_name, and where wanted given_name, \
                chosen_name, registrar_id, discipline, home_program, role. People are known by \
                their address. Nobody is deactivated for not being in it. The exit code is 1 when \
                a row was refused.
                """)

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "The file.") var file: String

        func run() async throws {
            let people = try InputFile.read(file) { bytes throws(FileRefusal) in
                try PersonFile(bytes)
            }
            let done = try await acting.act(dryRun: writing.dryRun) { records, actor in
                try await records.importPeople(people.lines, by: actor, at: .now)
            }
            let lines =
                done.map(PersonImportLine.init) + people.refused.map(PersonImportLine.init)
            try acting.connection.show(lines.sorted { $0.line < $1.line })
            if !people.ignoredColumns.isEmpty, !acting.connection.json {
                print("Columns that mean nothing: \(people.ignoredColumns.joined(separator: ", "))")
            }
            let refused = Set(lines.filter { $0.fate == .refused }.map(\.line)).count
            guard refused == 0 else { throw Failure.refused("\(refused) rows were refused.") }
        }
    }
}

private struct PersonImportLine: Printed {
    static let header = ["LINE", "E-MAIL", "FATE", "DETAIL"]
    let line: Int
    let email: String?
    let fate: PersonImportRow.Fate
    let reason: String?

    init(_ row: PersonImportRow) {
        (line, email, fate, reason) = (row.line, row.email, row.fate, row.reason)
    }

    init(_ refusal: RowRefusal) {
        (line, email, fate, reason) = (refusal.line, nil, .refused, refusal.description)
    }

    var cells: [String] { ["\(line)", email ?? "-", fate.rawValue, reason ?? ""] }
}
