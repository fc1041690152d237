import Domain
import Foundation

/// How JSON is written here: names in snake case, instants in RFC 3339 and UTC. Ids, points and days
/// encode themselves, as strings.
package enum JSONCoding {
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        try JSONText.bytes(of: value)
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = Instant.date(try container.decode(String.self)), Era.holds(date)
            else {
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription:
                        "Write the instant as in 2027-02-24T04:59:00Z, from 1900 to 2999.")
            }
            return date
        }
        return decoder
    }

    /// What doesn't fit is `Invalid` at its place.
    package static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8]
    ) throws -> Value {
        // Of fields that nobody reads the decoder looks at no letter.
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Invalid("", "not-json", "Send one JSON value, encoded as UTF-8.")
        }
        if let pointer = JSONNames.repeated(in: bytes) {
            throw Invalid(pointer, "repeated", "Give each name once in its object.")
        }
        do {
            return try decoder.decode(Value.self, from: Data(bytes))
        } catch let error as DecodingError {
            guard !isUnfitNumber(error, bytes) else {
                throw Invalid(
                    "", "not-whole",
                    "A number has a fraction or too many digits where a whole one is asked for.")
            }
            throw Invalid([fault(error)])
        }
    }

    /// The decoder calls all of it corrupted, and doesn't say where, when one number doesn't fit.
    private static func isUnfitNumber(_ error: DecodingError, _ bytes: [UInt8]) -> Bool {
        guard case .dataCorrupted(let context) = error, context.codingPath.isEmpty else {
            return false
        }
        // Read by another parser, it is JSON.
        return
            (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed))
            != nil
    }

    private static func fault(_ error: DecodingError) -> Invalid.Fault {
        switch error {
        case .keyNotFound(let key, let context):
            fault(context.codingPath + [key], "missing", "Give this field.")
        case .valueNotFound(_, let context):
            fault(context.codingPath, "missing", "Give a value; null is none.")
        case .typeMismatch(let type, let context):
            fault(context.codingPath, "wrong-type", "Give \(name(type)).")
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            fault([], "not-json", "Send one JSON value, encoded as UTF-8.")
        case .dataCorrupted(let context):
            fault(
                context.codingPath, "unreadable",
                advice(context.debugDescription))
        @unknown default: fault([], "unreadable", "Send what the description says.")
        }
    }

    /// In place of what the library says of values and ids; our own types say it themselves.
    private static func advice(_ said: String) -> String {
        if said.hasPrefix("Cannot initialize") {
            return "Give one of the values that the description lists."
        }
        return said.contains("UUID") ? "Give an id as it was answered." : said
    }

    private static func name(_ type: Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is Int.Type: "a whole number"
        case is [Any].Type: "a list"
        default: "the type that the description says"
        }
    }

    private static func fault(
        _ path: [any CodingKey], _ code: String, _ detail: String
    ) -> Invalid.Fault {
        let pointer = path.map { key in
            key.intValue.map { "/\($0)" } ?? "/" + escaped(snakeCase(key.stringValue))
        }
        return Invalid.Fault(pointer: pointer.joined(), code: code, detail: detail)
    }

    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { text, letter in
            if letter.isUppercase { text += "_" }
            text += letter.lowercased()
        }
    }

    /// RFC 6901.
    static func escaped(_ name: String) -> String {
        name.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
