package import Foundation

/// Reads the JSON files in `seeds/`.
package enum SeedFile {
    /// Throws `DecodingError`, which names the place in the file.
    package static func decode<Value: Decodable>(_ type: Value.Type, from file: Data) throws
        -> Value
    {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: file)
    }
}
