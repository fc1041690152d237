import Domain
import Foundation

/// Something that a command prints: as a row for people, as JSON for scripts.
protocol Printed: Encodable {
    static var header: [String] { get }
    var cells: [String] { get }
}

extension Connection {
    /// A list: a table with its header, or a JSON array.
    func show<Item: Printed>(_ items: [Item]) throws {
        guard !json else { return try Self.printJSON(items) }
        print(Table.text([Item.header] + items.map(\.cells)))
    }

    /// What was done, or would be: a sentence, or `{"dry_run": …, "result": …}`.
    func report(_ sentence: String, _ result: some Encodable, dryRun: Bool) throws {
        guard !json else { return try Self.printJSON(Report(dryRun: dryRun, result: result)) }
        print(dryRun ? "Nothing was changed. Without --dry-run: \(sentence)" : sentence)
    }

    private struct Report<Result: Encodable>: Encodable {
        let dryRun: Bool
        let result: Result
    }

    static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Instant.text(date))
        }
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}

/// Columns of equal width, divided by two spaces.
enum Table {
    static func text(_ rows: [[String]]) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
        .joined(separator: "\n")
    }
}

/// What is under way, for someone who watches; scripts and files see nothing of it.
enum Progress {
    /// A bar, drawn anew in its line: how many of how many are done.
    static func show(_ done: Int, of all: Int, _ what: String) {
        guard isatty(STDERR_FILENO) == 1, all > 0 else { return }
        let width = 30
        let filled = min(width, done * width / all)
        let bar =
            String(repeating: "#", count: filled)
            + String(repeating: "-", count: width - filled)
        let line = "\r[\(bar)] \(done) of \(all) \(what)" + (done >= all ? "\n" : "")
        FileHandle.standardError.write(Data(line.utf8))
    }

    /// How much of something of unknown length is read.
    static func count(_ done: Int) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        FileHandle.standardError.write(Data("\r\(done) read\r".utf8))
    }

    static func say(_ line: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
