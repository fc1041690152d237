import ArgumentParser
import Foundation

/// Where the database is said to be: by flag, else in a file, else in the environment. A file keeps
/// the password out of the list of processes.
enum DatabaseAddress {
    /// Nil when nobody says it.
    static func named(_ flag: String?, file: String?, variable: String) throws -> String? {
        let environment = ProcessInfo.processInfo.environment
        if let flag { return flag }
        if let file { return try read(file) }
        if let address = environment[variable] { return address }
        return try environment[variable + "_FILE"].map(read)
    }

    private static func read(_ file: String) throws -> String {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8),
            case let address = text.trimmingCharacters(in: .whitespacesAndNewlines),
            !address.isEmpty
        else {
            throw ValidationError(
                "\(file) can't be read or is empty. Write the database URL into it.")
        }
        return address
    }
}
