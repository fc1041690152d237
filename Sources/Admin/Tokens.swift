import ArgumentParser
import Domain
import Foundation
import Store

extension TokenScope: ExpressibleByArgument {}

/// `token create`, `list` and `revoke`.
struct Tokens: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "The API tokens of a person.",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a token and prints it: it is shown once.")

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "Whose: their address.") var person: String
        @Option(help: "What it is for.") var name: String
        @Option(help: "read, write, teach, grade or export. May be given several times.")
        var scope: [TokenScope]
        @Option(help: "How many days it holds, at most 366.") var days = 90

        func run() async throws {
            let now = Date.now
            let content = Token.Content(
                name: name, scopes: Set(scope),
                expiresAt: now.addingTimeInterval(Double(days) * 86_400))
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let owner = try await records.person(email: person, by: actor).person
                let made = try await records.createToken(
                    content, of: owner.id, by: actor, at: now)
                // Of a rehearsal it would be no token's.
                let secret = writing.dryRun ? "" : made.secret.text
                try acting.connection.report(
                    writing.dryRun
                        ? "Made a token for \(owner.chosenName)." : secret,
                    Made(line: TokenLine(made.token, at: now), secret: secret),
                    dryRun: writing.dryRun)
            }
        }

        private struct Made: Encodable {
            let line: TokenLine
            let secret: String
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists a person's tokens, the newest first.")

        @OptionGroup var acting: Acting
        @Argument(help: "Whose: their address.") var person: String

        func run() async throws {
            try await acting.act { records, actor in
                let owner = try await records.person(email: person, by: actor).person
                let all = try await everything {
                    try await records.tokens(of: owner.id, by: actor, $0)
                }
                let now = Date.now
                try acting.connection.show(all.map { TokenLine($0, at: now) })
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ends a token at once.")

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "Its id, as the list shows it.") var id: String

        func run() async throws {
            guard let token = ID<Token>(id) else { throw ValidationError("\(id) is no id.") }
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                try await records.revokeToken(token, by: actor, at: .now)
                try acting.connection.report(
                    "Revoked \(token).", ["id": token], dryRun: writing.dryRun)
            }
        }
    }
}

private struct TokenLine: Printed {
    static let header = ["NAME", "SCOPES", "STATE", "EXPIRES", "LAST USED", "ID"]
    let id: ID<Token>
    let name: String
    let scopes: [String]
    let state: String
    let expiresAt: Date
    let lastUsedAt: Date?

    init(_ token: Token, at now: Date) {
        id = token.id
        name = token.name
        scopes = token.scopes.map(\.rawValue).sorted()
        expiresAt = token.expiresAt
        lastUsedAt = token.lastUsedAt
        state = token.revokedAt != nil ? "revoked" : token.expiresAt <= now ? "expired" : "valid"
    }

    var cells: [String] {
        [
            name, scopes.joined(separator: ","), state, Instant.text(expiresAt),
            lastUsedAt.map(Instant.text) ?? "never", id.description,
        ]
    }
}
