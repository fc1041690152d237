extension Order {
    /// What libpq would mangle, wait for or break the connection over: known before anything is
    /// sent.
    var refusal: PostgresError? {
        for statement in front + back where statement.holdsNUL {
            return .textWithNUL(statement: nil)
        }
        return body.enumerated().lazy.compactMap { $1.refusal(at: $0) }.first
    }
}

extension Statement {
    /// The protocol counts values in 16 bits.
    private static let mostValues = 65_535

    func refusal(at place: Int) -> PostgresError? {
        if holdsNUL { return .textWithNUL(statement: place) }
        let (sqlState, message): (String, String)
        if wording.isCopy {
            (sqlState, message) = ("08P01", "COPY has no place in a pipeline")
        } else if wording.movesTransaction {
            (sqlState, message) = ("2D000", "The client begins and ends transactions")
        } else if values.count > Self.mostValues {
            (sqlState, message) = ("54023", "A statement takes at most \(Self.mostValues) values")
        } else {
            return nil
        }
        return PostgresError(sqlState: sqlState, message: message, statement: place)
    }
}

extension PostgresError {
    static func textWithNUL(statement: Int?) -> PostgresError {
        PostgresError(
            sqlState: "22021", message: "PostgreSQL's text can't hold U+0000", statement: statement)
    }
}
