import Foundation
import Support
import Testing

/// The admin tool as it was built, run as an operator does.
enum Tool {
    /// Both outputs together.
    static func run(_ arguments: [String]) throws -> (code: Int32, output: String) {
        let (status, output) = try Program.run(Program.adminTool, arguments)
        return (status >> 8 & 0xFF, output)
    }

    /// On the test's database, as the operator "riley".
    static func act(_ arguments: String...) throws -> (code: Int32, output: String) {
        try run(arguments + connection)
    }

    static var connection: [String] {
        get throws {
            let database = try #require(TestDatabase.current)
            return ["--database-url", database.connection, "--operator", "riley"]
        }
    }

    /// As `act`, with a line on the standard input.
    static func act(
        reading line: String, _ arguments: String...
    ) throws -> (code: Int32, output: String) {
        let database = try #require(TestDatabase.current)
        let words =
            [Program.adminTool] + arguments
            + ["--database-url", database.connection, "--operator", "riley"]
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        let (status, output) = try Program.run(
            "/bin/sh", ["-c", "printf '%s\\n' '\(line)' | \(quoted)"])
        return (status >> 8 & 0xFF, output)
    }

    static func json(_ output: String) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(output.utf8))
    }
}
