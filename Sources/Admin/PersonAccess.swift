import ArgumentParser
import Domain
import Foundation
import Store

extension People {
    struct Deactivate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets someone sign in no longer, and ends their sessions and tokens.",
            discussion: "What they did stays. Undo it by: person edit --active")

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "Their address.") var person: String

        func run() async throws {
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let old = try await records.person(email: person, by: actor)
                var content = old.content
                content.isActive = false
                try await records.edit(
                    old.person.id, to: content, version: old.person.version, by: actor, at: .now)
                try acting.connection.report(
                    "\(content.chosenName) can't sign in any longer.", ["id": old.person.id],
                    dryRun: writing.dryRun)
            }
        }
    }

    struct SignOut: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sign-out",
            abstract: "Signs someone out everywhere, and ends their tokens.",
            discussion: "They can sign in again, with their password.")

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "Their address.") var person: String

        func run() async throws {
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let found = try await records.person(email: person, by: actor).person
                try await records.endEveryAccess(of: found.id, by: actor, at: .now)
                try acting.connection.report(
                    "\(found.chosenName) is signed out everywhere.", ["id": found.id],
                    dryRun: writing.dryRun)
            }
        }
    }

    struct RemoveSecondFactor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove-second-factor",
            abstract: "Turns off the second factor of someone who has lost it.",
            discussion: """
                Only for someone who has shown you who they are, as when the account was made. They \
                are signed out everywhere, and their tokens end.
                """)

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "Their address.") var person: String

        func run() async throws {
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let found = try await records.person(email: person, by: actor).person
                try await records.removeSecondFactor(of: found.id, by: actor, at: .now)
                try acting.connection.report(
                    "\(found.chosenName) signs in with the password alone from now on.",
                    ["id": found.id], dryRun: writing.dryRun)
            }
        }
    }
}
