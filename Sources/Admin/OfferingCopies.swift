import ArgumentParser
import Domain
import Foundation
import Store

extension Offerings {
    struct Copy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copies an offering to other days: its explorations, as drafts.",
            discussion: """
                Never people, texts or grades. Each date is printed; --dry-run makes nothing.
                """)

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "The id of the old one, as the list has it.") var offering: String
        @Option(help: "The title of the new one.") var title: String
        @Option(help: "Its first day, as in 2027-02-01.") var starts: String
        @Option(help: "Its last day; else it is as long as the old one.") var ends: String?

        func run() async throws {
            let old: ID<Offering> = try ID.read(offering)
            let (startsOn, endsOn) = (try Day.read(starts), try ends.map(Day.read))
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let plan = try await records.planCopy(
                    of: old, title: title, startsOn: startsOn, endsOn: endsOn, by: actor)
                let id = try await records.copyOffering(
                    old, title: title, startsOn: startsOn, endsOn: endsOn, by: actor, at: .now)
                if !acting.connection.json {
                    try acting.connection.show(plan.parts.map(CopyLine.init))
                }
                try acting.connection.report(
                    "Copied to \(title), \(plan.content.startsOn) to \(plan.content.endsOn).",
                    OfferingLine(id, "", plan.content), dryRun: writing.dryRun)
            }
        }
    }
}

private struct CopyLine: Printed {
    static let header = ["EXPLORATION", "OPENED", "OPENS", "WAS DUE", "IS DUE"]
    let title: String
    let oldOpensAt: Date
    let opensAt: Date
    let oldDueAt: Date
    let dueAt: Date

    init(_ part: OfferingCopy.Part) {
        title = part.title
        (oldOpensAt, opensAt) = (part.oldOpensAt, part.opensAt)
        (oldDueAt, dueAt) = (part.oldDueAt, part.dueAt)
    }

    var cells: [String] {
        [title] + [oldOpensAt, opensAt, oldDueAt, dueAt].map(Instant.text)
    }
}
