import Domain
import Foundation
import Store

/// A file of the redaction log: a line of JSON each, as `redact log` prints them.
enum RedactionLogFile {
    static func encoded(_ lines: [LoggedRedaction]) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try lines.reduce(into: Data()) { data, line in
            data += try encoder.encode(line) + Data("\n".utf8)
        }
    }

    static func read(_ path: String) throws -> [LoggedRedaction] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try File.text(path).split(separator: "\n").enumerated().map { place, line in
            do {
                return try decoder.decode(LoggedRedaction.self, from: Data(line.utf8))
            } catch {
                throw Failure.refused("\(path), line \(place + 1): no line of a redact log.")
            }
        }
    }
}
