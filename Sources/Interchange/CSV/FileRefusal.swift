package import Domain

/// Why nothing of a file can be used.
package enum FileRefusal: Error, Equatable, Sendable {
    case table(CSVRefusal)
    case empty
    case missingColumns([String])
    case repeatedColumn(String, first: Int, second: Int, line: Int)
    /// Every faulty row, where a file is taken whole or not at all.
    case rows([RowRefusal])
}

extension FileRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .table(let refusal): refusal.description
        case .empty: "The file has no header. Its first line must name the columns."
        case .missingColumns(let names):
            "The header lacks \(names.joined(separator: ", ")). Add these columns to the first line."
        case .repeatedColumn(let name, let first, let second, let line):
            "Line \(line): columns \(first) and \(second) both mean \(name). Remove one of them."
        case .rows(let refusals): refusals.map(\.description).joined(separator: "\n")
        }
    }
}
