import Domain
import Foundation
import Glibc
import HTTPTypes
import Postgres
import Store
import Support
import Testing

@testable import Web

/// Every page × every id that a school has stored.
struct EveryPage {
    private struct Stored {
        let table: String
        let id: String
    }

    private let ids: [Stored]

    /// But of the record's lines, which no address names.
    init(of school: ID<Institution>) async throws {
        let owner = try #require(TestDatabase.current).owner
        let tables = try await owner.read([
            """
            SELECT table_name FROM information_schema.columns
            WHERE table_schema = 'public' AND column_name IN ('id', 'institution_id')
                AND data_type = 'uuid' AND table_name <> 'audit'
            GROUP BY table_name HAVING count(*) = 2
            """
        ])[0].map { try $0["table_name"] as String }
        let union = tables.map {
            "SELECT '\($0)' AS kind, id FROM \($0) WHERE institution_id = '\(school)'"
        }
        .joined(separator: " UNION ")
        ids = try await owner.read([SQL(unsafe: union)])[0].map {
            Stored(table: try $0["kind"], id: (try $0["id"] as UUID).uuidString.lowercased())
        }
        #expect(ids.count > 40)
    }

    func paths() throws -> [String] {
        let web = Web(try #require(TestDatabase.current).records, isDemo: true)
        return web.routes.filter { $0.method == .get }.flatMap { paths($0.path) }
    }

    /// A route gets each id, whatever it is of; one with two gets as its first those that are of its
    /// noun, or there would be no end.
    private func paths(_ route: String) -> [String] {
        guard let place = route.firstRange(of: "{") else { return [route] }
        let end = route[place.lowerBound...].firstIndex(of: "}") ?? route.endIndex
        let (before, behind) = (route[..<place.lowerBound], route[route.index(after: end)...])
        let noun = before.split(separator: "/").last?.dropLast() ?? ""
        let first = behind.contains("{") ? ids.filter { $0.table == noun } : ids
        return first.flatMap { paths(before + $0.id + behind) }
    }
}

extension String {
    /// Whether the words stand here; a number only by itself, for a student's "023" may well be a
    /// piece of an id or of a form's token.
    func says(_ word: String) -> Bool {
        // By bytes: letter by letter the walks would take minutes.
        guard strstr(self, word) != nil else { return false }
        guard word.allSatisfy(\.isNumber) else { return true }
        return ranges(of: word).contains { range in
            let before = self[..<range.lowerBound].last
            let behind = self[range.upperBound...].first
            return [before, behind].allSatisfy { $0.map { !$0.isLetter && !$0.isNumber } ?? true }
        }
    }
}
