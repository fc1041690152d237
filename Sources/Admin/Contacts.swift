import ArgumentParser
import Domain
import Foundation
import Interchange
import Store

extension Institutions {
    /// `institution contacts show` and `replace`.
    struct Contacts: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Whom somebody in distress may turn to.",
            subcommands: [Show.self, Replace.self])

        struct Show: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Lists them in the school's order.")

            @OptionGroup var acting: Acting

            func run() async throws {
                try await acting.act { records, actor in
                    let list = try await records.contacts(by: actor)
                    try acting.connection.show(list.contacts.map(ContactLine.init))
                }
            }
        }

        struct Replace: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Takes the contacts of a file in the place of all that there are.",
                discussion: """
                    A table with a header: kind (counseling, crisis_line, instructor, other), name \
                    and reach, and where wanted hours and note. They are shown in the order of the \
                    file: put confidential counseling and a crisis line first.
                    """)

            @OptionGroup var acting: Acting
            @OptionGroup var writing: Writing
            @Argument(help: "The file.") var file: String

            func run() async throws {
                let contacts = try InputFile.read(file) { bytes throws(FileRefusal) in
                    try ContactFile(bytes).contacts
                }
                try await acting.act(dryRun: writing.dryRun) { records, actor in
                    let known = try await records.contacts(by: actor)
                    let list = try await records.replaceContacts(
                        with: contacts, version: known.version, by: actor, at: .now)
                    try acting.connection.report(
                        "\(list.contacts.count) contacts are listed, in the place of "
                            + "\(known.contacts.count).",
                        list.contacts.map(ContactLine.init), dryRun: writing.dryRun)
                }
            }
        }
    }
}

private struct ContactLine: Printed {
    static let header = ["KIND", "NAME", "REACH", "HOURS", "NOTE"]
    let kind: Contact.Kind
    let name: String
    let reach: String
    let hours: String
    let note: String

    init(_ contact: Contact) {
        (kind, name, reach) = (contact.kind, contact.name, contact.reach)
        (hours, note) = (contact.hours, contact.note)
    }

    var cells: [String] { [kind.rawValue, name, reach, hours, note] }
}
