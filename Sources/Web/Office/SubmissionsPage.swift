import Domain
import Edge
import Foundation
import Hummingbird
import Store

/// How much was handed in on which day: a picture, the same in words, and a table.
struct SubmissionsPage: Page {
    static let template = PageTemplate(PackageResources.submissions_mustache)

    struct Line: Sendable {
        let day: String
        let all: String
        let late: String
    }

    let frame: Frame
    /// Nil where nothing was handed in.
    let plot: SafeHTML?
    let lines: [Line]
    let said: String

    init(_ visit: Visit, _ record: OfferingRecord, _ counts: [SubmissionCount]) {
        let all = counts.reduce(0) { $0 + $1.all }
        frame = visit.frame(
            "Submissions by day", in: .offerings,
            crumbs: visit.crumbs(record, [Link("Grades", .grades(record.offering.id))]),
            tabs: visit.tabs(record, .grades),
            foot: "Days are the offering’s. Staff of the offering see this; it names nobody.")
        plot = SubmissionsPlot(counts)?.svg
        lines = counts.map {
            Line(day: Said.day($0.day), all: "\($0.all)", late: "\($0.late)")
        }
        let late = counts.reduce(0) { $0 + $1.late }
        said = "\(Said.count(all, "submission")), \(late) of them late."
    }
}

/// A bar for each day, or for each week where there are many, with the late part on top.
struct SubmissionsPlot {
    private struct Bar {
        let from: Day
        var all = 0
        var late = 0
    }

    private let bars: [Bar]
    private let step: Int

    /// Nil of nothing.
    init?(_ counts: [SubmissionCount]) {
        guard let first = counts.first?.day, let last = counts.last?.day else { return nil }
        let days = first.days(until: last) + 1
        step = days > 84 ? 7 : 1
        var bars = stride(from: 0, to: days, by: step).map { Bar(from: first.adding(days: $0)) }
        for count in counts {
            let place = first.days(until: count.day) / step
            bars[place].all += count.all
            bars[place].late += count.late
        }
        self.bars = bars
    }

    var svg: SafeHTML {
        let most = max(1, bars.map(\.all).max() ?? 1)
        var html: SafeHTML = """
            <svg class="plot bars" viewBox="0 0 600 170" role="img" aria-labelledby="plot-title">\
            <title id="plot-title">\(words)</title>\
            <line x1="0" y1="140" x2="600" y2="140"></line>
            """
        for (place, bar) in bars.enumerated() where bar.all > 0 {
            let (height, late) = (bar.all * 120 / most, bar.late * 120 / most)
            let x = place * 600 / bars.count
            html += rectangle("", x, bottom: 140 - late, height: height - late)
            if late > 0 { html += rectangle("late", x, bottom: 140, height: late) }
        }
        html += """
            <text x="0" y="162">\(Said.day(bars[0].from))</text>\
            <text x="600" y="162" text-anchor="end">\(Said.day(bars[bars.count - 1].from))</text>\
            <text x="600" y="14" text-anchor="end">\(most) at most</text></svg>
            """
        return html
    }

    private func rectangle(
        _ look: String, _ x: Int, bottom: Int, height: Int
    ) -> SafeHTML {
        let width = max(2, min(600 / bars.count - 2, 40))
        return """
            <rect class="\(look)" x="\(x)" y="\(bottom - height)" width="\(width)" \
            height="\(height)"></rect>
            """
    }

    private var words: String {
        let unit = step == 1 ? "day" : "week from"
        let busiest = bars.max { $0.all < $1.all }
        let peak = busiest.map { "most on the \(unit) \(Said.day($0.from)), \($0.all)" } ?? ""
        return "Submissions by \(step == 1 ? "day" : "week"): \(peak). The table below has all."
    }
}
