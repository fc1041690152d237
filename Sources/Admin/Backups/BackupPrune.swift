import ArgumentParser
import Foundation

extension Backups {
    struct Prune: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Removes old backups: the newest of each day, then of each week, stay.",
            discussion: """
                What a killed one left goes after a day; whatever else lies there stays. Of what was taken out of the database, backups from \
                before keep a copy until they go: don't keep them longer than you must.
                """)

        @OptionGroup var writing: Writing
        @Argument(help: "The folder of all backups.") var place: String
        @Option(help: "Of so many days that have one.") var daily = 14
        @Option(help: "Of so many weeks that have one.") var weekly = 8
        @Flag(help: "Print JSON.") var json = false

        func validate() throws {
            // The latest is never removed.
            guard daily >= 1, weekly >= 0 else {
                throw ValidationError("Keep at least --daily 1.")
            }
        }

        func run() throws {
            let folder = BackupFolder(place)
            let names = try folder.backups()
            let kept = Retention(daily: daily, weekly: weekly).kept(of: names)
            let removed =
                try (names.filter { !kept.contains($0) } + folder.abandoned(at: .now)).sorted()
            if !writing.dryRun {
                for name in removed {
                    try FileManager.default.removeItem(atPath: folder.file(name))
                }
            }
            guard !json else {
                return try Connection.printJSON(
                    Pruned(dryRun: writing.dryRun, removed: removed, kept: kept.sorted()))
            }
            for name in removed { print("\(writing.dryRun ? "would remove" : "removed") \(name)") }
            print("\(kept.count) of \(names.count) stay.")
        }

        private struct Pruned: Encodable {
            let dryRun: Bool
            let removed: [String]
            let kept: [String]
        }
    }
}

/// Which backups stay.
struct Retention {
    let daily: Int
    let weekly: Int

    func kept(of names: [String]) -> Set<String> {
        let newest = names.compactMap { name in
            BackupFolder.time(of: name).map { (name: name, day: Self.day(of: $0)) }
        }.sorted { $0.name > $1.name }
        return Self.first(daily, of: newest) { $0 }
            .union(Self.first(weekly, of: newest) { Self.week(of: $0) })
    }

    private static func first(
        _ count: Int, of newest: [(name: String, day: Int)], by period: (Int) -> Int
    ) -> Set<String> {
        var (kept, seen): (Set<String>, Set<Int>) = ([], [])
        for backup in newest where seen.count < count {
            if seen.insert(period(backup.day)).inserted { kept.insert(backup.name) }
        }
        return kept
    }

    /// Since 1970, which began on a Thursday.
    private static func day(of time: Date) -> Int {
        Int((time.timeIntervalSince1970 / 86_400).rounded(.down))
    }

    /// From Monday.
    private static func week(of day: Int) -> Int { (day + 3) / 7 }
}
