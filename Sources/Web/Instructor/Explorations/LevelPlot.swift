import Domain

/// How many are at each level, criterion by criterion: a picture, its words, and a table.
struct LevelPlot: Sendable {
    struct Bar: Sendable {
        let x: Int
        let y: Int
        let width: Int
        let look: String
        let number: Int
        let textX: Int
        let textY: Int
    }

    struct Row: Sendable {
        let title: String
        let y: Int
        let textY: Int
        let bars: [Bar]
        let cells: [Int]
    }

    let rows: [Row]
    let heads: [Int]
    let height: Int
    let words: String

    /// Nil where nothing is released.
    init?(_ levels: [String: [Int: Int]], _ version: RubricVersion?) {
        guard let version, !levels.isEmpty else { return nil }
        let heads = version.levels.map(\.level)
        rows = version.criteria.filter { levels[$0.code] != nil }.enumerated().map {
            Row($1.title, levels[$1.code] ?? [:], heads, at: $0)
        }
        self.heads = heads
        height = rows.count * Self.step
        words = rows.map { "\($0.title): \($0.cells.map(String.init).joined(separator: ", "))." }
            .joined(separator: " ")
    }

    fileprivate static let step = 52
    fileprivate static let width = 596
}

extension LevelPlot.Row {
    fileprivate init(_ title: String, _ levels: [Int: Int], _ heads: [Int], at place: Int) {
        self.title = title
        y = place * LevelPlot.step
        textY = y + 14
        cells = heads.map { levels[$0] ?? 0 }
        let all = max(1, cells.reduce(0, +))
        var x = 0
        var bars: [LevelPlot.Bar] = []
        for (level, number) in zip(heads, cells) where number > 0 {
            let width = LevelPlot.width * number / all
            bars.append(
                LevelPlot.Bar(
                    x: x, y: y + 20, width: max(1, width - 3), look: "l\(min(4, level))",
                    number: number, textX: x + 8, textY: y + 37))
            x += width
        }
        self.bars = bars
    }
}

/// Submissions day by day: a picture, its words, and a table.
struct DayPlot: Sendable {
    struct Bar: Sendable {
        let day: String
        let number: Int
        let x: Int
        let y: Int
        let width: Int
        let height: Int
        let textX: Int
        let isAfter: Bool
    }

    let bars: [Bar]
    let words: String
    let first: String
    let last: String

    /// Nil without a submission. `due` is the day by which they were due.
    init?(_ days: [Day: Int], due: Day) {
        guard let from = days.keys.min(), let last = days.keys.max(),
            let most = days.values.max()
        else { return nil }
        let to = max(last, due)
        let span = min(90, from.days(until: to) + 1)
        let step = max(6, min(48, 596 / span))
        bars = (0..<span).map { place in
            let day = from.adding(days: place)
            let number = days[day] ?? 0
            let height = 88 * number / max(1, most)
            return Bar(
                day: Said.day(day), number: number, x: place * step, y: 110 - height,
                width: step - 2, height: height, textX: place * step + step / 2 - 1,
                isAfter: day > due)
        }
        words = bars.filter { $0.number > 0 }.map { "\($0.day): \($0.number)." }
            .joined(separator: " ")
        first = Said.day(from)
        self.last = Said.day(from.adding(days: span - 1))
    }
}
