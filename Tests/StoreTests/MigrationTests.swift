import Foundation
import Store
import Testing

@Suite struct MigrationTests {
    private func folder(_ files: [String]) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for file in files {
            try Data("SELECT '\(file)';".utf8).write(to: folder.appending(path: file))
        }
        return folder
    }

    @Test func `files are read in the order of their numbers`() throws {
        let folder = try folder(["0002_second.sql", "0001_first.sql", "notes.txt"])
        defer { try? FileManager.default.removeItem(at: folder) }

        let migrations = try Migration.load(from: folder)

        #expect(migrations.map(\.file) == ["0001_first.sql", "0002_second.sql"])
        #expect(migrations.map(\.number) == [1, 2])
        #expect(migrations[0].digest != migrations[1].digest)
    }

    @Test func `a gap in the numbers is refused by name`() throws {
        let folder = try folder(["0001_first.sql", "0003_third.sql"])
        defer { try? FileManager.default.removeItem(at: folder) }

        #expect(throws: Migration.Refusal.outOfOrder(file: "0003_third.sql")) {
            try Migration.load(from: folder)
        }
    }

    @Test func `a file whose name is no number and words is refused`() throws {
        let folder = try folder(["first.sql"])
        defer { try? FileManager.default.removeItem(at: folder) }

        #expect(throws: Migration.Refusal.misnamed(file: "first.sql")) {
            try Migration.load(from: folder)
        }
    }

    @Test func `an empty folder says which folder it was`() throws {
        let folder = try folder([])
        defer { try? FileManager.default.removeItem(at: folder) }

        #expect(throws: Migration.Refusal.none(folder: folder.path)) {
            try Migration.load(from: folder)
        }
    }
}
