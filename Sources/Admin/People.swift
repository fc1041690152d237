import ArgumentParser
import Domain
import Foundation
import Store

extension Role: ExpressibleByArgument {}

/// `person add`, `import`, `list`, `edit`, `deactivate`, `erase`, `record`, `invite`,
/// `set-password`, `sign-out` and `remove-second-factor`.
struct People: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: "The accounts of a school.",
        subcommands: [
            Add.self, Import.self, List.self, Edit.self, Deactivate.self, Erase.self, Record.self,
            Invite.self, SetPassword.self, SignOut.self, RemoveSecondFactor.self,
        ])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds an account. Without a password nobody signs in to it.")

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Option(help: "The legal given name.") var given = ""
        @Option(help: "The legal family name.") var family: String
        @Option(help: "The name that everyone but the registrar sees; else the legal one.")
        var chosen: String?
        @Option(help: "The address that they sign in with.") var email: String
        @Option(name: .customLong("registrar-id"), help: "The registrar's id.")
        var registrarID: String?
        @Option(help: "The home program.") var program = ""
        @Option(help: "The discipline, as in nursing.") var discipline = ""
        @Option(help: "An appointment: coordinator or instructor. May be given twice.")
        var role: [Role] = []

        func run() async throws {
            let content = Person.Content(
                legalName: Person.LegalName(given: given, family: family),
                chosenName: chosen
                    ?? [given, family].filter { !$0.isEmpty }.joined(separator: " "),
                email: email, registrarID: registrarID, homeProgram: program,
                discipline: discipline, roles: Set(role))
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let id = try await records.addPerson(content, by: actor, at: .now)
                try acting.connection.report(
                    "Added \(content.chosenName) <\(content.email)>.", PersonLine(id, content),
                    dryRun: writing.dryRun)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists people by chosen name.")

        @OptionGroup var acting: Acting
        @Option(help: "A part of a name or an address.") var search: String?

        func run() async throws {
            try await acting.act { records, actor in
                let all = try await everything {
                    try await records.people(search: search, by: actor, $0)
                }
                try acting.connection.show(all.map { PersonLine($0.person.id, $0.content) })
            }
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Changes what is given; the rest stays as it is.")

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "Their address.") var person: String
        @Option(help: "Another legal given name.") var given: String?
        @Option(help: "Another legal family name.") var family: String?
        @Option(help: "Another chosen name.") var chosen: String?
        @Option(help: "Another address.") var email: String?
        @Option(name: .customLong("registrar-id"), help: "Another registrar's id; '' for none.")
        var registrarID: String?
        @Option(help: "The appointments from now on, divided by commas; '' for none.")
        var roles: String?
        @Flag(inversion: .prefixedNo, help: "Whether they may sign in.") var active: Bool?

        func run() async throws {
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let old = try await records.person(email: person, by: actor)
                let content = try changed(old.content)
                try await records.edit(
                    old.person.id, to: content, version: old.person.version, by: actor, at: .now)
                try acting.connection.report(
                    "Changed \(content.chosenName) <\(content.email)>.",
                    PersonLine(old.person.id, content), dryRun: writing.dryRun)
            }
        }

        private func changed(_ old: Person.Content) throws -> Person.Content {
            var content = Person.Content(
                legalName: Person.LegalName(
                    given: given ?? old.legalName.given, family: family ?? old.legalName.family),
                chosenName: chosen ?? old.chosenName, email: email ?? old.email,
                registrarID: registrarID ?? old.registrarID, homeProgram: old.homeProgram,
                discipline: old.discipline, roles: old.roles, isActive: active ?? old.isActive)
            if content.registrarID == "" { content.registrarID = nil }
            if let roles {
                content.roles = Set(
                    try roles.split(separator: ",").map { name in
                        guard let role = Role(rawValue: String(name)) else {
                            throw ValidationError("\(name) is no appointment.")
                        }
                        return role
                    })
            }
            return content
        }
    }

    struct SetPassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives someone a password, and ends their sessions.",
            discussion: "It is asked for, or read as one line of the standard input.")

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "Their address.") var person: String

        func run() async throws {
            let password = try PasswordPrompt.read(for: person)
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let found = try await records.person(email: person, by: actor)
                try await records.setPassword(
                    password, of: found.person.id, by: actor, at: .now)
                try acting.connection.report(
                    "\(found.person.chosenName) signs in with the new password from now on.",
                    PersonLine(found.person.id, found.content), dryRun: writing.dryRun)
            }
        }
    }
}

private struct PersonLine: Printed {
    static let header = ["NAME", "E-MAIL", "REGISTRAR", "ROLES", "ACTIVE", "ID"]
    let id: ID<Person>
    let chosenName: String
    let legalGivenName: String
    let legalFamilyName: String
    let email: String
    let registrarId: String?
    let homeProgram: String
    let discipline: String
    let roles: [String]
    let active: Bool

    init(_ id: ID<Person>, _ content: Person.Content) {
        self.id = id
        chosenName = content.chosenName
        legalGivenName = content.legalName.given
        legalFamilyName = content.legalName.family
        email = content.email
        registrarId = content.registrarID
        homeProgram = content.homeProgram
        discipline = content.discipline
        roles = content.roles.map(\.rawValue).sorted()
        active = content.isActive
    }

    var cells: [String] {
        [
            chosenName, email, registrarId ?? "-",
            roles.isEmpty ? "-" : roles.joined(separator: ","),
            active ? "yes" : "no", id.description,
        ]
    }
}
