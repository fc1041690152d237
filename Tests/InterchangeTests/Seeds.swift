import Foundation

/// The files in `seeds/`, as they lie in the repository.
enum Seeds {
    static func file(_ name: String) throws -> [UInt8] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let root = tests.deletingLastPathComponent().deletingLastPathComponent()
        return try Array(Data(contentsOf: root.appending(path: "seeds/\(name)")))
    }
}
