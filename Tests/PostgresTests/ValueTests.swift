import Foundation
import Postgres
import Support
import Testing

/// Every type there and back.
@Suite(.database) struct ValueTests {
    private func echo<Value: PostgresEncodable & PostgresDecodable>(
        _ value: Value, as type: SQL
    ) async throws -> Value {
        let client = try #require(TestDatabase.current).owner
        return try await client.read(
            ["SELECT \(value)::\(type) AS value"], LocalSettings())[0][0]["value"]
    }

    @Test func `numbers, truth and ids come back as they went`() async throws {
        let id = UUID()
        #expect(try await echo(Int.max, as: "bigint") == Int.max)
        #expect(try await echo(Int.min, as: "bigint") == Int.min)
        #expect(try await echo(Double.pi, as: "float8") == Double.pi)
        #expect(try await echo(-Double.infinity, as: "float8") == -Double.infinity)
        let decimal = try #require(Decimal(string: "12345678901234567890.0123456789"))
        #expect(try await echo(decimal, as: "numeric") == decimal)
        #expect(try await echo(true, as: "boolean"))
        #expect(try await !echo(false, as: "boolean"))
        #expect(try await echo(id, as: "uuid") == id)
    }

    @Test(arguments: [0.0, 1.5, -1.5, 1_803_000_000.123456, -62_000_000_000, 253_402_300_799])
    func `an instant keeps its microseconds`(_ seconds: Double) async throws {
        let date = Date(timeIntervalSince1970: seconds)

        let back = try await echo(date, as: "timestamptz")

        #expect(abs(back.timeIntervalSince(date)) < 0.000_001)
    }

    @Test(arguments: [
        "9999999999-01-01", "1000000-01-01", "300000-01-01 00:00:00+00", "300000-01-01 BC",
        "2027-01-01 9999999999:00", "2027-01-01 00:00:00.1234567+00",
    ])
    func `a time that no microseconds count is refused`(_ text: String) {
        #expect(throws: DecodingFailure.self) { try Date(postgresText: text) }
    }

    @Test func `texts come back to the letter, empty, long, and of all of Unicode`() async throws {
        #expect(try await echo("", as: "text") == "")
        let long = String(repeating: "Jónsdóttir 🩸 ", count: 70_000)
        #expect(long.utf8.count > 1_048_576)
        #expect(try await echo(long, as: "text") == long)
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: (1...0x10FFFF).compactMap(Unicode.Scalar.init))
        let all = String(scalars)
        #expect(try await echo(all, as: "text").unicodeScalars.elementsEqual(all.unicodeScalars))
    }

    @Test func `bytes come back, each of the 256`() async throws {
        let bytes = (0...255).map { UInt8($0) }

        #expect(try await echo(bytes, as: "bytea") == bytes)
        #expect(try await echo([UInt8](), as: "bytea") == [])
    }

    @Test func `arrays keep NULLs, quotes and commas`() async throws {
        let words: [String?] = ["", nil, "NULL", "a,b", "\"", "\\", "{}", " padded "]

        #expect(try await echo(words, as: "text[]") == words)
        #expect(try await echo([Int](), as: "bigint[]") == [])
        #expect(try await echo([3, 1, 2], as: "bigint[]") == [3, 1, 2])
    }

    @Test func `NULL is nil and nothing else`() async throws {
        #expect(try await echo(String?.none, as: "text") == nil)
        #expect(try await echo(String?.some(""), as: "text") == "")
        #expect(try await echo(Int?.none, as: "bigint") == nil)
    }

    @Test func `a value that doesn't fit says which column and which type`() async throws {
        let client = try #require(TestDatabase.current).owner
        let row = try await client.read(
            ["SELECT 'many' AS count, NULL::text AS name"], LocalSettings())[0][0]

        let wrong = #expect(throws: DecodingFailure.self) { _ = try row["count"] as Int }
        let null = #expect(throws: DecodingFailure.self) { _ = try row["name"] as String }
        let missing = #expect(throws: DecodingFailure.self) { _ = try row["age"] as Int }

        #expect(wrong?.column == "count" && wrong?.type == "Int")
        #expect(null?.column == "name" && null?.type == "String")
        #expect(missing?.column == "age")
    }
}
