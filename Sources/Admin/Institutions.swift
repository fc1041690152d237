import ArgumentParser
import Domain
import Foundation
import Store

/// `institution add`, `institution list`, `institution contacts`, `institution retention`.
struct Institutions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "institution", abstract: "The schools of this database.",
        subcommands: [Add.self, List.self, Contacts.self, Retention.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds a school, with nobody in it yet.")

        @OptionGroup var connection: Connection
        @OptionGroup var writing: Writing
        @Argument(help: "Its name in addresses and at the sign-in, as in northfield-medicine.")
        var slug: String
        @Option(help: "Its name.") var name: String
        @Option(help: "Its time zone, as in America/New_York.") var zone: String

        func run() async throws {
            let content = Institution.Content(slug: slug, name: name, zone: zone)
            try await connection.open(dryRun: writing.dryRun) { records in
                let added = try await records.addInstitution(
                    content, by: connection.named(), requestID: Connection.requestID(), at: .now)
                try connection.report(
                    "Added \(name) as \(slug).", InstitutionLine(added), dryRun: writing.dryRun)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the schools.")

        @OptionGroup var connection: Connection

        func run() async throws {
            try await connection.open { records in
                try connection.show(try await records.institutions().map(InstitutionLine.init))
            }
        }
    }
}

private struct InstitutionLine: Printed {
    static let header = ["SLUG", "NAME", "ZONE", "ID"]
    let slug: String
    let name: String
    let zone: String
    let id: ID<Institution>

    init(_ institution: Institution) {
        slug = institution.slug
        name = institution.name
        zone = institution.zone
        id = institution.id
    }

    var cells: [String] { [slug, name, zone, id.description] }
}
