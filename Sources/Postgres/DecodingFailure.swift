/// A value of a row that doesn't fit the type asked for. It names the place, never the value.
public struct DecodingFailure: Error, Sendable, Equatable {
    /// Why a value couldn't be read.
    public enum Reason: String, Sendable {
        /// The row has no column of that name.
        case noSuchColumn
        /// The value is NULL, and the type has no meaning for it.
        case unexpectedNull
        /// The text is none of the type.
        case unreadable
    }

    /// The name of the column; empty until a row fills it in.
    public let column: String
    /// The name of the Swift type asked for.
    public let type: String
    /// What was wrong.
    public let reason: Reason

    /// Says that a text isn't one of `type`; the row adds the column.
    ///
    /// - Parameters:
    ///   - type: the type asked for.
    ///   - reason: what was wrong.
    public init(of type: Any.Type, reason: Reason = .unreadable) {
        self.init(column: "", type: String(describing: type), reason: reason)
    }

    init(column: String, type: String, reason: Reason) {
        self.column = column
        self.type = type
        self.reason = reason
    }

    func at(_ column: String) -> DecodingFailure {
        DecodingFailure(column: column, type: type, reason: reason)
    }
}
