import Edge
import Foundation
import Testing

/// The encoder beside Foundation's, which reads back what it wrote.
@Suite struct JSONTextTests {
    private struct Part: Codable, Equatable {
        let name: String
        let sizes: [Int]
        let note: String?
    }

    private struct Whole: Codable, Equatable {
        let firstPart: Part
        let parts: [Part]
        let levels: [String: Int]
        let isLate: Bool
        let small: Int16
        let large: UInt64
        let ratio: Double
        let nothing: [Part]
        let maybe: [Int?]
    }

    private let whole = Whole(
        firstPart: Part(
            name: "a \"quoted\" \\ / line\nand\ttab \u{1}\u{1F} é 👩‍⚕️", sizes: [], note: nil),
        parts: [
            Part(name: "", sizes: [1, -2], note: "n"), Part(name: "b", sizes: [3], note: nil),
        ],
        levels: ["theKey": 1, "Another key": 2], isLate: true, small: -7, large: .max, ratio: 0.125,
        nothing: [], maybe: [1, nil])

    @Test func `what it writes another decoder reads as it was`() throws {
        let bytes = try JSONCoding.encode(whole)

        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        #expect(try decoder.decode(Whole.self, from: Data(bytes)) == whole)
    }

    @Test func `names are in snake case, in their order, and keys that are data stay`() throws {
        let text = String(decoding: try JSONCoding.encode(whole), as: UTF8.self)

        #expect(
            text.hasPrefix(
                #"{"first_part":{"name":"a \"quoted\" \\ / line\nand\ttab \u0001\u001f é"#))
        #expect(text.contains(#""levels":{"Another key":2,"theKey":1},"is_late":true"#))
        #expect(text.hasSuffix(#""nothing":[],"maybe":[1,null]}"#))
        #expect(!text.contains("note\":null"))
    }

    @Test func `an instant is RFC 3339, a whole number has no point, and none that isn't one goes`()
        throws
    {
        let at = Date(timeIntervalSince1970: 1_700_000_000.25)

        #expect(
            String(decoding: try JSONCoding.encode([at]), as: UTF8.self)
                == #"["2023-11-14T22:13:20.250000Z"]"#)
        #expect(String(decoding: try JSONCoding.encode([2.0, 0.5]), as: UTF8.self) == "[2,0.5]")
        #expect(String(decoding: try JSONCoding.encode([Float(0.5)]), as: UTF8.self) == "[0.5]")
        #expect(throws: EncodingError.self) { try JSONCoding.encode([Double.infinity]) }
    }

    private class Base: Encodable {
        let id = 1
    }

    private final class Derived: Base {
        override func encode(to encoder: any Encoder) throws {
            try super.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encode("more", forKey: .ownPart)
            var nested = container.nestedContainer(keyedBy: Key.self, forKey: .nested)
            try nested.encode(2, forKey: .ownPart)
            var list = container.nestedUnkeyedContainer(forKey: .list)
            try list.encode(3)
            try list.encode([4])
        }

        enum Key: CodingKey { case ownPart, nested, list }
    }

    @Test func `an object that is written in several goes is one`() throws {
        #expect(
            String(decoding: try JSONCoding.encode(Derived()), as: UTF8.self)
                == #"{"id":1,"own_part":"more","nested":{"own_part":2},"list":[3,[4]]}"#)
    }
}
