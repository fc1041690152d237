/// A field of an edit that a thing may lack (RFC 7396): left out it stays, null takes it away.
enum Clearable<Value> {
    case kept, cleared
    case set(Value)

    func over(_ old: Value?) -> Value? {
        switch self {
        case .kept: old
        case .cleared: nil
        case .set(let value): value
        }
    }

    func map<Other>(_ body: (Value) -> Other) -> Clearable<Other> {
        switch self {
        case .kept: .kept
        case .cleared: .cleared
        case .set(let value): .set(body(value))
        }
    }
}

extension Clearable: Decodable where Value: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = container.decodeNil() ? .cleared : .set(try container.decode(Value.self))
    }
}

extension Clearable: Sendable where Value: Sendable {}

extension KeyedDecodingContainer {
    /// What a synthesized `init(from:)` calls for such a field.
    func decode<Value: Decodable>(
        _ type: Clearable<Value>.Type, forKey key: Key
    ) throws -> Clearable<Value> {
        guard contains(key) else { return .kept }
        return try Clearable(from: superDecoder(forKey: key))
    }
}
