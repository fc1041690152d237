import ArgumentParser
import Domain
import Foundation
import Interchange
import Store

extension Community.Status: ExpressibleByArgument {}

/// `community import` and `list`.
struct Communities: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "community", abstract: "A school's catalog of communities.",
        subcommands: [Import.self, List.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Takes the communities of a file, as seeds/communities.csv.",
            discussion: """
                Communities are known by their slug. None is taken out, and none that declined \
                comes back. The exit code is 1 when a row was refused.
                """)

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "The file.") var file: String

        func run() async throws {
            let communities = try InputFile.read(file) { bytes throws(FileRefusal) in
                try CommunityFile(bytes).communities
            }
            let done = try await acting.act { records, actor in
                try await records.importCommunities(
                    communities.map(\.asLine), dryRun: writing.dryRun, by: actor, at: .now)
            }
            try acting.connection.show(done.rows.map(ImportLine.init))
            let refused = done.rows.filter { $0.fate == .refused }.count
            guard refused == 0 else { throw Failure.refused("\(refused) rows were refused.") }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists communities by name.")

        @OptionGroup var acting: Acting
        @Option(help: "A part of a name, an address or a condition.") var search = ""
        @Option(help: "Only of this status, as in active.") var status: Community.Status?

        func run() async throws {
            var filter = CommunityFilter()
            filter.search = search
            filter.status = status
            let wanted = filter
            try await acting.act { records, actor in
                let all = try await everything {
                    try await records.communities(wanted, by: actor, $0)
                }
                try acting.connection.show(all.map(CommunityLine.init))
            }
        }
    }
}

private struct ImportLine: Printed {
    static let header = ["LINE", "SLUG", "FATE", "DETAIL"]
    let line: Int
    let slug: String
    let fate: CommunityImport.Fate
    let reason: String?

    init(_ row: CommunityImport.Row) {
        line = row.line
        slug = row.slug
        fate = row.fate
        reason = row.reason
    }

    var cells: [String] { ["\(line)", slug, fate.rawValue, reason ?? ""] }
}

private struct CommunityLine: Printed {
    static let header = ["SLUG", "NAME", "KIND", "ACCESS", "STATUS", "ID"]
    let id: ID<Community>
    let slug: String
    let name: String
    let url: String
    let kind: Community.Kind
    let access: Community.Access
    let status: Community.Status
    let conditions: [String]

    init(_ community: Community) {
        id = community.id
        slug = community.slug
        name = community.name
        url = community.url
        kind = community.kind
        access = community.access
        status = community.status
        conditions = community.conditions
    }

    var cells: [String] {
        [slug, name, kind.rawValue, access.rawValue, status.rawValue, id.description]
    }
}
