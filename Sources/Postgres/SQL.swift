/// A piece of SQL with its values bound beside it, never inside the text.
///
/// Write it as a literal: `"\(value)"` binds, `"\(fragment)"` splices other `SQL` and renumbers its
/// parameters, `"\(identifier: name)"` quotes a name.
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    enum Part: Sendable, Equatable {
        case text(String)
        case value(String?)
        /// Quoted when the connection is known.
        case literal(String)
    }

    var parts: [Part]

    /// Takes `text` as it is. Only for text that no user has touched, such as a migration's.
    ///
    /// - Parameter text: one statement or a fragment of one.
    public init(unsafe text: String) {
        parts = [.text(text)]
    }

    /// Makes a piece of SQL from a plain literal.
    ///
    /// - Parameter value: the text of the literal.
    public init(stringLiteral value: String) {
        parts = [.text(value)]
    }

    /// Makes a piece of SQL from a literal with interpolations.
    ///
    /// - Parameter stringInterpolation: the collected parts.
    public init(stringInterpolation: StringInterpolation) {
        parts = stringInterpolation.parts
    }

    init(parts: [Part]) {
        self.parts = parts
    }
}

extension SQL {
    /// Collects the parts of a literal.
    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        var parts: [Part] = []

        /// Prepares for a literal of the given size.
        ///
        /// - Parameters:
        ///   - literalCapacity: the length of the text.
        ///   - interpolationCount: how many interpolations it holds.
        public init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(2 * interpolationCount + 1)
        }

        /// Adds text of the literal itself.
        ///
        /// - Parameter literal: the text.
        public mutating func appendLiteral(_ literal: String) {
            parts.append(.text(literal))
        }

        /// Binds a value.
        ///
        /// - Parameter value: what is sent beside the text.
        public mutating func appendInterpolation(_ value: some PostgresEncodable) {
            parts.append(.value(value.postgresText))
        }

        /// Binds a value or NULL.
        ///
        /// - Parameter value: what is sent beside the text.
        public mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            parts.append(.value(value?.postgresText))
        }

        /// Splices other SQL, whose parameters are renumbered.
        ///
        /// - Parameter fragment: the piece to splice.
        public mutating func appendInterpolation(_ fragment: SQL) {
            parts += fragment.parts
        }

        /// Adds a quoted name.
        ///
        /// - Parameter identifier: the name of a table, column or role, unquoted.
        public mutating func appendInterpolation(identifier: String) {
            parts.append(.text(SQL.quoted(identifier, by: "\"")))
        }

        /// Adds a quoted string inside the text, for utility statements, which take no parameters.
        ///
        /// COPY has it quoted by libpq for the connection that it runs on (`PQescapeLiteral`).
        ///
        /// - Parameter literal: the string, unquoted.
        public mutating func appendInterpolation(literal: String) {
            parts.append(.literal(literal))
        }
    }

    /// A string constant that means the same whatever `standard_conforming_strings` says.
    static func quoted(literal: String) -> String {
        let quoted = quoted(literal.replacing("\\", with: "\\\\"), by: "'")
        return literal.contains("\\") ? " E" + quoted : quoted
    }

    private static func quoted(_ text: String, by mark: String) -> String {
        mark + text.replacing(mark, with: mark + mark) + mark
    }
}

extension SQL: CustomStringConvertible {
    /// The text with `$1`, `$2`, … in the places of the values, and `'…'` in those of literals, none of
    /// which it shows.
    public var description: String { Statement(self).shownText }
}

extension Sequence<SQL> {
    /// One piece of SQL from several.
    ///
    /// - Parameter separator: what stands between two of them.
    /// - Returns: the pieces in order.
    public func joined(separator: SQL) -> SQL {
        SQL(parts: Array(map(\.parts).joined(separator: separator.parts)))
    }
}
