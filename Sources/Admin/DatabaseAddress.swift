import ArgumentParser
import Foundation
import Programs

/// Where the database is said to be: by flag, else in a file, else in the environment. A file keeps
/// the password out of the list of processes.
enum DatabaseAddress {
    /// Nil when nobody says it.
    static func named(_ flag: String?, file: String?, variable: String) throws -> String? {
        let environment = ProcessInfo.processInfo.environment
        let address = try said(flag, file, variable, environment)
        guard let address else { return nil }
        do {
            try UnprotectedDatabase.check(address, environment)
        } catch {
            throw ValidationError(error.sentence)
        }
        return address
    }

    private static func said(
        _ flag: String?, _ file: String?, _ variable: String, _ environment: [String: String]
    ) throws -> String? {
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
