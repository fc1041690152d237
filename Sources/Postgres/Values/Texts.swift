internal import Foundation

extension String: PostgresEncodable, PostgresDecodable {
    /// The string itself.
    public var postgresText: String? { self }

    /// Takes the text as it is.
    public init(postgresText: String) {
        self = postgresText
    }
}

/// A value stored as `json` or `jsonb`.
public struct JSON<Value: Codable & Sendable>: PostgresEncodable, PostgresDecodable {
    /// What was or will be stored.
    public let value: Value
    /// The stored text.
    public let postgresText: String?

    /// Encodes a value: keys sorted, dates as ISO 8601.
    ///
    /// - Parameter value: what to store.
    /// - Throws: `EncodingError`, as for a number that is not finite.
    public init(_ value: Value) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        self.value = value
        postgresText = String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Decodes what was stored.
    public init(postgresText: String) throws(DecodingFailure) {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do {
            value = try decoder.decode(Value.self, from: Data(postgresText.utf8))
            self.postgresText = postgresText
        } catch {
            throw DecodingFailure(of: Value.self)
        }
    }
}
