import ArgumentParser
import Domain
import Foundation
import Interchange
import Store

extension People {
    struct Invite: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes one-time links by which people set their passwords.",
            discussion: """
                For one person the token is printed; it is shown once. For all who have no \
                password yet a table is written, for a mail merge: --output FILE. A new link ends \
                the one before.
                """)

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "Their address; left out: all who have no password yet.")
        var person: String?
        @Option(help: "Only people of this offering: its id.") var offering: String?
        @Option(help: "The file for all of them; it must not be there yet.")
        var output: String?

        func validate() throws {
            guard person == nil || (offering == nil && output == nil) else {
                throw ValidationError("Name one person, or give --offering and --output.")
            }
            guard person != nil || output != nil else {
                throw ValidationError("Name a person, or a file for all: --output FILE.")
            }
        }

        func run() async throws {
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                if let person {
                    try await invite(person, records, actor)
                } else if let output {
                    try await inviteAll(into: output, records, actor)
                }
            }
        }

        private func invite(
            _ email: String, _ records: Records, _ actor: Actor
        ) async throws {
            let found = try await records.person(email: email, by: actor).person
            let made = try await records.invite(found.id, by: actor, at: .now)
            // Of a rehearsal it would be nobody's.
            let secret = writing.dryRun ? "" : made.secret.text
            try acting.connection.report(
                writing.dryRun ? "Invited \(found.chosenName)." : secret,
                Made(personId: found.id, expiresAt: made.invitation.expiresAt, token: secret),
                dryRun: writing.dryRun)
        }

        private func inviteAll(
            into path: String, _ records: Records, _ actor: Actor
        ) async throws {
            // Before anything is made: links that nobody gets would end those that were sent.
            let file = writing.dryRun ? nil : try PrivateFile(path)
            let made = try await records.inviteAll(
                of: offering.map { try ID.read($0) }, by: actor, at: .now)
            try file?.write(
                InvitationFile(made.map { .init(invitation: $0.invitation, token: $0.secret.text) })
                    .bytes)
            try acting.connection.report(
                "Invited \(made.count) people: \(path).", ["count": made.count],
                dryRun: writing.dryRun)
        }

        private struct Made: Encodable {
            let personId: ID<Person>
            let expiresAt: Date
            let token: String
        }
    }
}

/// A new file that only its owner reads, for what holds secrets or texts.
struct PrivateFile {
    private let handle: FileHandle

    init(_ path: String) throws {
        let made = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard made >= 0 else {
            throw Failure.refused("\(path) is there already, or its folder can't be written.")
        }
        handle = FileHandle(fileDescriptor: made, closeOnDealloc: true)
    }

    func write(_ bytes: [UInt8]) throws {
        try handle.write(contentsOf: Data(bytes))
    }
}
