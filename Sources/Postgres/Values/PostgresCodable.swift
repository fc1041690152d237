/// A value that can be bound in `SQL`.
public protocol PostgresEncodable: Sendable {
    /// The value in PostgreSQL's text format, whose type the server infers; `nil` is NULL.
    var postgresText: String? { get }
    /// An array of such values. Only a type with an array form of its own needs to write this.
    ///
    /// - Parameter elements: the elements in order.
    /// - Returns: the array in PostgreSQL's text format.
    static func postgresText(ofArray elements: [Self]) -> String
    /// Whether an array quotes its text; arrays in arrays aren't quoted.
    static var isQuotedInArrays: Bool { get }
}

extension PostgresEncodable {
    /// The braces form, every element quoted, NULL unquoted.
    public static func postgresText(ofArray elements: [Self]) -> String {
        ArrayText.joined(elements.map(\.postgresText), quoting: isQuotedInArrays)
    }

    /// Everything but an array is quoted.
    public static var isQuotedInArrays: Bool { true }
}

/// A value that can be read from a row.
public protocol PostgresDecodable: Sendable {
    /// Reads PostgreSQL's text format.
    ///
    /// - Parameter postgresText: the text of one value that isn't NULL.
    /// - Throws: `DecodingFailure(of: Self.self)` when the text is none of this type.
    init(postgresText: String) throws(DecodingFailure)
    /// Reads a value that may be NULL. Only a type with a meaning for NULL needs to write this.
    ///
    /// - Parameter nullable: the text, or `nil` for NULL.
    /// - Throws: `DecodingFailure` for NULL unless the type has a meaning for it.
    init(postgresNullable nullable: String?) throws(DecodingFailure)
    /// Reads an array. Only a type with an array form of its own needs to write this.
    ///
    /// - Parameter text: the array in PostgreSQL's text format.
    /// - Throws: `DecodingFailure` when the text is no array of this type.
    /// - Returns: the elements in order.
    static func array(postgresText text: String) throws(DecodingFailure) -> [Self]
}

extension PostgresDecodable {
    /// Refuses NULL.
    public init(postgresNullable nullable: String?) throws(DecodingFailure) {
        guard let nullable else { throw DecodingFailure(of: Self.self, reason: .unexpectedNull) }
        try self.init(postgresText: nullable)
    }

    /// Reads the braces form.
    public static func array(postgresText text: String) throws(DecodingFailure) -> [Self] {
        guard let texts = ArrayText.split(text) else { throw DecodingFailure(of: [Self].self) }
        var elements: [Self] = []
        elements.reserveCapacity(texts.count)
        for text in texts { elements.append(try Self(postgresNullable: text)) }
        return elements
    }
}

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    /// The text of the raw value.
    public var postgresText: String? { rawValue.postgresText }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    /// Reads the raw value, and refuses one that names no case.
    public init(postgresText: String) throws(DecodingFailure) {
        guard let value = Self(rawValue: try RawValue(postgresText: postgresText)) else {
            throw DecodingFailure(of: Self.self)
        }
        self = value
    }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    /// The value's text, or NULL.
    public var postgresText: String? { flatMap(\.postgresText) }
    /// As the value's type.
    public static var isQuotedInArrays: Bool { Wrapped.isQuotedInArrays }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    /// Reads a value that isn't NULL.
    public init(postgresText: String) throws(DecodingFailure) {
        self = .some(try Wrapped(postgresText: postgresText))
    }

    /// NULL is `nil`.
    public init(postgresNullable nullable: String?) throws(DecodingFailure) {
        guard let nullable else {
            self = .none
            return
        }
        self = .some(try Wrapped(postgresText: nullable))
    }
}
