import ArgumentParser
import Domain
import Foundation
import Store

extension Institutions {
    /// `institution retention show` and `set`.
    struct Retention: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How long a school can tell who stands behind an alias.",
            subcommands: [Show.self, Set.self])

        struct Show: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Says the days, and what the next hour will forget.")

            @OptionGroup var acting: Acting

            func run() async throws {
                try await acting.act { records, actor in
                    let said = RetentionSaid(
                        try await records.aliasRetention(by: actor, at: .now))
                    try acting.connection.report(said.sentence, said, dryRun: false)
                }
            }
        }

        struct Set: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Sets after how many days the map of aliases is destroyed.",
                discussion: """
                    Counted for each offering from its last day, or from its final grades if that \
                    is later. Then nobody, staff and operators included, can tell who wrote under \
                    an alias; what was written and the alias stay, grades too. It can't be undone. \
                    Try it with --dry-run, which says what would be forgotten within the hour. \
                    Leave time for appeals, and put "never" where a hold forbids to destroy.
                    """)

            @OptionGroup var acting: Acting
            @OptionGroup var writing: Writing
            @Argument(help: "Days, 30 to 36500, or never.", transform: days) var days: Int?

            func run() async throws {
                try await acting.act(dryRun: writing.dryRun) { records, actor in
                    let said = RetentionSaid(
                        try await records.setAliasRetention(days: days, by: actor, at: .now))
                    try acting.connection.report(said.sentence, said, dryRun: writing.dryRun)
                }
            }

            private static func days(_ text: String) throws -> Int? {
                if text == "never" { return nil }
                guard let days = Int(text), AliasRetention.bounds.contains(days) else {
                    throw ValidationError("Give 30 to 36500 days, or never.")
                }
                return days
            }
        }
    }
}

private struct RetentionSaid: Encodable {
    struct Due: Encodable {
        let offering: ID<Offering>
        let title: String
        let aliases: Int
    }

    let days: Int?
    let due: [Due]

    init(_ retention: AliasRetention) {
        days = retention.days
        due = retention.due.map {
            Due(offering: $0.offering, title: $0.title, aliases: $0.aliases)
        }
    }

    var sentence: String {
        guard let days else { return "Who stands behind an alias is never forgotten." }
        let rule = "Who stands behind an alias is forgotten after \(days) days."
        guard !due.isEmpty else { return "\(rule) Nothing is due." }
        let lines = due.map { "  \($0.title): \($0.aliases) aliases, offering \($0.offering)" }
        return (["\(rule) Within the hour:"] + lines).joined(separator: "\n")
    }
}
