import Crypto
package import Foundation

/// One file of `db/`: a step of the schema that is applied once, in order, and never edited after.
package struct Migration: Sendable, Equatable {
    /// Why a folder of migrations, or a database beside it, can't be trusted.
    package enum Refusal: Error, Equatable {
        /// The folder holds no migration: most likely the wrong folder was named.
        case none(folder: String)
        /// A name that is not `0001_words.sql`.
        case misnamed(file: String)
        /// Numbers must be 1, 2, 3 … without a gap.
        case outOfOrder(file: String)
        /// The file differs from what was applied under its number.
        case changed(file: String)
        /// The database has a migration that this release doesn't know, and lacks one that it has.
        case unknown(number: Int)
        /// Another node held the lock for as long as we were ready to wait.
        case locked
    }

    package let number: Int
    /// The file's name, `0001_foundation.sql`.
    package let file: String
    package let text: String

    package init(number: Int, file: String, text: String) {
        (self.number, self.file, self.text) = (number, file, text)
    }

    /// SHA-256 of the text.
    package var digest: [UInt8] { Array(SHA256.hash(data: Data(text.utf8))) }

    /// Reads the folder's `.sql` files in the order of their numbers.
    package static func load(from folder: URL) throws -> [Migration] {
        let files = try FileManager.default
            .contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".sql") }
            .sorted()
        guard !files.isEmpty else { throw Refusal.none(folder: folder.path) }
        return try files.enumerated().map { index, file in
            let number = try number(of: file)
            guard number == index + 1 else { throw Refusal.outOfOrder(file: file) }
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            return Migration(number: number, file: file, text: text)
        }
    }

    private static func number(of file: String) throws -> Int {
        guard file.wholeMatch(of: /[0-9]{4}_[a-z0-9_]+\.sql/) != nil,
            let number = Int(file.prefix(4))
        else { throw Refusal.misnamed(file: file) }
        return number
    }
}
