import Foundation

/// A file that a command writes.
enum OutputFile {
    /// Before anything is recorded: a file that can't be written is no reason for a second act.
    static func check(_ path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw Failure.refused("\(path) can't be written. Name a file in a folder of yours.")
        }
    }

    /// Readable by nobody but its owner, from the first byte on.
    static func writePrivately(_ bytes: [UInt8], to path: String) throws {
        let beside = "\(path).\(UUID().uuidString)"
        guard
            FileManager.default.createFile(
                atPath: beside, contents: Data(bytes), attributes: [.posixPermissions: 0o600]),
            rename(beside, path) == 0
        else {
            try? FileManager.default.removeItem(atPath: beside)  // It may not be there.
            throw Failure.refused("\(path) can't be written. Name a file in a folder of yours.")
        }
    }

    /// The same of what comes in pieces: nobody finds a part of it under that name.
    static func writePrivately(
        to path: String, _ body: (_ take: ([UInt8]) async throws -> Void) async throws -> Void
    ) async throws {
        let beside = "\(path).\(UUID().uuidString)"
        try writePrivately([], to: beside)
        do {
            let file = try FileHandle(forWritingTo: URL(filePath: beside))
            try await body { try file.write(contentsOf: $0) }
            try file.close()
            guard rename(beside, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            try? FileManager.default.removeItem(atPath: beside)  // It is useless, but does no harm.
            guard error is CocoaError else { throw error }
            throw Failure.refused("\(path) can't be written. Name a file in a folder of yours.")
        }
    }
}
