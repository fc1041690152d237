import Foundation
import Testing

@Suite struct BackupPruningTests {
    private let place: BackupPlace

    init() throws {
        place = try BackupPlace()
    }

    private func lay(_ names: String...) throws {
        for name in names {
            let folder = URL(filePath: place.path).appending(path: name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data().write(to: folder.appending(path: "manifest.json"))
        }
    }

    private func left() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
    }

    @Test func `the newest of each day and of each week stay, and whatever isn't a backup`() throws
    {
        // 26 November 2026 is a Thursday.
        try lay(
            "2026-11-01T020000Z", "2026-11-08T020000Z", "2026-11-15T020000Z", "2026-11-20T020000Z",
            "2026-11-24T020000Z", "2026-11-25T020000Z", "2026-11-26T020000Z", "2026-11-26T140000Z",
            "notes")
        try FileManager.default.createDirectory(
            atPath: place.path + "/2026-01-01T020000Z", withIntermediateDirectories: false)
        for (name, age) in [("old", 2 * 86_400.0), ("young", 3600.0)] {
            try FileManager.default.createDirectory(
                atPath: place.path + "/.making-" + name, withIntermediateDirectories: false,
                attributes: [.modificationDate: Date.now.addingTimeInterval(-age)])
        }
        let before = try left()

        let keep = ["backup", "prune", place.path, "--daily", "2", "--weekly", "3"]
        let rehearsed = try Tool.run(keep + ["--dry-run"])
        let afterRehearsal = try left()
        let done = try Tool.run(keep)

        #expect(rehearsed.code == 0 && afterRehearsal == before)
        #expect(done.code == 0 && done.output.hasSuffix("4 of 8 stay.\n"), "\(done.output)")
        #expect(
            try left() == [
                ".making-young", "2026-01-01T020000Z", "2026-11-15T020000Z", "2026-11-20T020000Z",
                "2026-11-25T020000Z", "2026-11-26T140000Z", "notes",
            ])
    }

    @Test func `the latest can't be pruned away`() throws {
        try lay("2026-11-26T020000Z")

        #expect(try Tool.run(["backup", "prune", place.path, "--daily", "0"]).code == 2)
        #expect(try left() == ["2026-11-26T020000Z"])
    }
}
