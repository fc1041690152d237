internal import CLibpq
internal import Foundation
internal import Synchronization

/// The rows that one statement answered.
public struct Rows: Sendable, RandomAccessCollection {
    let answer: Answer

    /// The first row's index, 0.
    public var startIndex: Int { 0 }
    /// The number of rows.
    public var endIndex: Int { answer.count }
    /// How many rows the statement selected, inserted, updated or deleted.
    public var affected: Int { Int(String(cString: PQcmdTuples(answer.result))) ?? 0 }
    /// The server's command tag, as `UPDATE 3`.
    public var tag: String { String(cString: PQcmdStatus(answer.result)) }

    /// The row at `position`.
    ///
    /// - Parameter position: from 0 to `count - 1`.
    public subscript(position: Int) -> Row {
        precondition(indices.contains(position), "There is no row \(position)")
        return Row(answer: answer, place: Int32(position))
    }
}

/// One row, read by column name.
public struct Row: Sendable {
    let answer: Answer
    let place: Int32

    /// The value of a column.
    ///
    /// - Parameter column: its name, spelled as the server gave it.
    /// - Throws: `DecodingFailure`, which names the column and the type.
    public subscript<Value: PostgresDecodable>(column: String) -> Value {
        get throws(DecodingFailure) {
            guard let index = answer.index(of: column) else {
                let type = String(describing: Value.self)
                throw DecodingFailure(column: column, type: type, reason: .noSuchColumn)
            }
            do throws(DecodingFailure) {
                return try Value(postgresNullable: answer.text(place, index))
            } catch {
                throw error.at(column)
            }
        }
    }

    /// The names of the columns in order.
    public var columns: [String] { answer.columns }
}

/// Owns a `PGresult`.
///
/// `@unchecked Sendable`: libpq never changes a result once `PQgetResult` has handed it out, the
/// functions called here only read it, and `PQclear` runs in `deinit`, when nobody else holds it.
final class Answer: @unchecked Sendable {
    let result: OpaquePointer
    let count: Int
    private let hint = Atomic<Int32>(0)

    init(_ result: OpaquePointer) {
        self.result = result
        count = Int(PQntuples(result))
    }

    deinit {
        PQclear(result)
    }

    var columns: [String] {
        (0..<PQnfields(result)).map { String(cString: PQfname(result, $0)) }
    }

    /// Not by `PQfnumber`, which folds case. Columns are mostly read in order, so the search goes on
    /// where the last one ended.
    func index(of column: String) -> Int32? {
        let count = PQnfields(result)
        let start = hint.load(ordering: .relaxed)
        return column.withCString { column in
            for step in 0..<count {
                let place = (start + step) % count
                if strcmp(PQfname(result, place), column) == 0 {
                    hint.store(place + 1, ordering: .relaxed)
                    return place
                }
            }
            return nil
        }
    }

    func text(_ row: Int32, _ column: Int32) -> String? {
        guard PQgetisnull(result, row, column) == 0 else { return nil }
        return String(cString: PQgetvalue(result, row, column))
    }
}
