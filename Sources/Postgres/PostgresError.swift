internal import CLibpq

/// A refusal by the server.
///
/// `description` shows only what can't hold a person's data; `String(reflecting:)` shows all.
public struct PostgresError: Error, Sendable, Equatable {
    /// The five characters of the SQLSTATE.
    public let sqlState: String
    /// The server's primary message. It may quote values.
    public let message: String
    /// The server's detail. It often quotes values.
    public let detail: String?
    /// The constraint that was violated.
    public let constraint: String?
    /// The table concerned.
    public let table: String?
    /// The column concerned.
    public let column: String?
    /// The server's hint.
    public let hint: String?
    /// Where in the server it happened, as `COPY item, line 3, column n`. It may quote values.
    public let context: String?
    /// Where in the statement's text the server found it, in characters from 1.
    public let position: Int?
    /// The line of a COPY's data that failed, from 1, where the server names one.
    public var line: Int? {
        // The words are translated, their order isn't.
        guard let context, let copy = context.split(separator: "\n").first(where: Self.isOfCopy),
            let match = copy.firstMatch(of: /^COPY .*?, \p{L}[^\d,:"]* (\d+)/)
        else { return nil }
        return Int(match.1)
    }
    /// The index of the statement in its unit; `nil` when the unit failed as a whole, at its end
    /// (a deferred constraint) or before its first statement.
    public let statement: Int?
    /// Whether the server ended the session with it.
    let isFatal: Bool

    init(sqlState: String, message: String, statement: Int?) {
        self.sqlState = sqlState
        self.message = message
        self.statement = statement
        (detail, constraint, table, column) = (nil, nil, nil, nil)
        (hint, context, position) = (nil, nil, nil)
        isFatal = false
    }

    /// Reads the fields of a failed result; `nil` when libpq made it and not the server.
    init?(_ result: OpaquePointer, statement: Int?) {
        func field(_ code: Int32) -> String? {
            PQresultErrorField(result, code).map { String(cString: $0) }
        }
        guard let sqlState = field(shim_sqlstate) else { return nil }
        self.sqlState = sqlState
        self.statement = statement
        message = field(shim_message) ?? ""
        detail = field(shim_detail)
        constraint = field(shim_constraint)
        table = field(shim_table)
        column = field(shim_column)
        hint = field(shim_hint)
        context = field(shim_context)
        position = field(shim_position).flatMap { Int($0) }
        isFatal = ["FATAL", "PANIC"].contains(field(shim_severity))
    }

    private static func isOfCopy(_ line: Substring) -> Bool { line.hasPrefix("COPY ") }

    /// Whether the same transaction may succeed when run again: a serialization failure, a
    /// deadlock, or a prepared statement that has gone stale.
    var mayPassNextTime: Bool { ["40001", "40P01"].contains(sqlState) || isStale }

    /// Whether a prepared statement was missing or no longer fits the schema.
    var isStale: Bool { ["26000", "0A000"].contains(sqlState) }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    /// SQLSTATE, constraint, table and column, and nothing that could quote a value.
    public var description: String {
        let places = [("constraint", constraint), ("table", table), ("column", column)]
        let named = places.compactMap { name, value in value.map { "\(name) \($0)" } }
        return (["SQLSTATE \(sqlState)"] + named).joined(separator: ", ")
    }

    /// All that is known, the message and the detail included. Not for logs.
    public var debugDescription: String {
        let place = statement.map { ", statement \($0)" } ?? ""
        let extra = detail.map { " (\($0))" } ?? ""
        return description + place + ": " + message + extra
    }
}
