package import Foundation
import Postgres

/// What nobody sends who means well.
package enum Hostile {
    /// Stands in no row unless it was executed.
    package static let mark = "injected7f3"

    /// Values that end a literal, a parameter, a pattern or a statement, and would then fail, or leave a
    /// row of the one table that the service's role writes without a tenant.
    package static let injections: [String] = {
        let trace =
            "INSERT INTO institution_slug (slug, institution_id) "
            + "VALUES ('\(mark)', gen_random_uuid())"
        return [
            "'", "' OR '1'='1", "'; DROP TABLE person; --", "1 UNION SELECT slug FROM person",
            "\\'; \(trace); --", "E'\\'", "%'_%", "'||(SELECT pg_sleep(0))||'",
            "1; SELECT pg_sleep(0)", "\"; \(trace); --", "$1); \(trace); --", "{\"',}",
        ]
    }()

    /// For what is no JSON: a query, a form, a cell.
    package static let texts: [String] = [
        "", " ", "a\u{0}b", "\u{FFFF}\u{202E}", "-1", "0.5", "1e999", "99999999999999999999",
        "-9223372036854775809", "0000-00-00", "9999-12-31", "9999-12-31T23:59",
        "2027-02-29T24:00:60+99:99", "infinity", String(repeating: "x", count: 10_000), marks,
    ]

    /// JSON values that are well formed and absurd.
    package static let values: [String] = [
        "null", "true", "[[[[[[]]]]]]", "{}", "-1", "0.5", "1e999",
        "2147483648", "9223372036854775807", "-9223372036854775809",
        "\"\"", "\" \"", #""\u0000""#, #""a\u0000b""#, #""\ud800""#, #""\uFFFF\u202E""#,
        "\"0000-00-00\"", "\"9999-12-31\"", "\"0001-01-01T00:00:00Z\"",
        "\"9999-12-31T23:59:59.999999Z\"", "\"2027-02-29T24:00:60+99:99\"", "\"infinity\"",
        "\"99999999999999999999\"",
        "\"\(String(repeating: "x", count: 100_000))\"",
        "\"\(marks)\"", "[\(repeatElement("0", count: 20_000).joined(separator: ","))]",
    ]

    /// One letter to whoever counts characters, and forty thousand bytes that don't compress well.
    package static let marks: String = {
        var state: UInt32 = 7
        var text = "e"
        for _ in 0..<20_000 {
            state = state &* 1_664_525 &+ 1_013_904_223
            // U+0300 to U+036F combine with the letter before them.
            Unicode.Scalar(0x300 + (state >> 16) % 112).map { text.unicodeScalars.append($0) }
        }
        return text
    }()

    /// Bodies that are no JSON, each with what is wrong with it.
    package static let bodies: [(name: String, bytes: [UInt8])] = [
        ("cut off", Array("{".utf8)), ("an open text", Array("\"".utf8)),
        ("a cut word", Array("nul".utf8)), ("two values", Array("{}{}".utf8)),
        ("a NUL behind it", Array("{}\u{0}".utf8)), ("a NUL", [0]),
        ("no UTF-8", Array("{\"title\": \"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)),
        ("UTF-8 of a half", Array("{\"title\": \"".utf8) + [0xED, 0xA0, 0x80, 0x22, 0x7D]),
        ("overlong UTF-8", [0x7B, 0x22, 0xC0, 0xAF, 0x22, 0x3A, 0x31, 0x7D]),
        ("a comment", Array("{/**/}".utf8)),
        ("deep lists", [UInt8](repeating: UInt8(ascii: "["), count: 200_000)),
        ("deep objects", Array(String(repeating: #"{"a":"#, count: 200_000).utf8)),
        (
            "deep and whole",
            Array(
                (String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000))
                    .utf8)
        ),
        ("a long number", Array(repeatElement(UInt8(ascii: "9"), count: 500_000))),
    ]
}

/// What a database looks like to whoever looks for something executed in it.
package struct Untouched: Sendable {
    private let database: TestDatabase
    private let name: String
    /// The tables there are, each with the rows that schools other than `school` have in it.
    private let rows: [String: Int]
    private let slugs: Int

    /// As it is now. `school` is the one that may change.
    package init(_ database: TestDatabase, but school: UUID) async throws {
        self.database = database
        name = try await database.owner.read(["SELECT current_database()::text AS name"])[0][0][
            "name"]
        (rows, slugs) = try await Self.rows(database.owner, school)
        self.school = school
    }

    private let school: UUID

    private static func rows(
        _ owner: PostgresClient, _ school: UUID
    ) async throws -> ([String: Int], Int) {
        let tables = try await owner.read([
            """
            SELECT table_name::text AS name FROM information_schema.columns
            WHERE table_schema = 'public' AND column_name = 'institution_id'
                AND table_name <> 'institution_slug'
            """
        ])[0].map { try $0["name"] as String }
        let counts = tables.map {
            "SELECT '\($0)' AS name, count(*) AS rows FROM \($0) WHERE institution_id <> '\(school)'"
        }
        let found = try await owner.read([
            SQL(unsafe: counts.joined(separator: " UNION ALL ")),
            "SELECT count(*) AS rows FROM institution_slug",
        ])
        let rows = try found[0].map { (try $0["name"] as String, try $0["rows"] as Int) }
        return (Dictionary(uniqueKeysWithValues: rows), try found[1][0]["rows"])
    }

    /// What is different now, and what PostgreSQL wrote of statements that it couldn't read or run.
    package func differences() async throws -> [String] {
        let (rows, slugs) = try await Self.rows(database.owner, school)
        let changed = Set(rows.keys).union(self.rows.keys).filter { rows[$0] != self.rows[$0] }
        return changed.sorted() + (slugs == self.slugs ? [] : ["institution_slug"])
            + (try failures())
    }

    /// Refusals, conflicts and what a CHECK holds are answers; a statement that is none isn't.
    private func failures() throws -> [String] {
        let log = try String(
            contentsOfFile: PrivateServer.shared.get().folder + "/log", encoding: .utf8)
        return log.split(separator: "\n").filter { line in
            guard let start = line.firstRange(of: " \(name) "), line.contains("ERROR:") else {
                return false
            }
            return !Self.answers.contains { line[start.upperBound...].hasPrefix($0) }
        }.map { String($0.prefix(300)) }
    }

    private static let answers = ["23503", "23505", "40001", "40P01", "PS"]
}
