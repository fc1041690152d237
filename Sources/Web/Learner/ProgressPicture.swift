import Domain
import Foundation
import Store

/// An offering's assignments in a row, by due time, each with a sign of its state. The list below says
/// the same in words.
struct ProgressPicture: Sendable {
    struct Dot: Sendable {
        let x: Int
        let sign: String
        let look: String
    }

    /// What a sign stands for, with how many there are.
    struct Count: Sendable {
        let sign: String
        let words: String
    }

    let width: Int
    let dots: [Dot]
    let counts: [Count]
    let label: String

    /// Between the middles of two dots.
    private static let step = 44

    init(_ work: [OwnWork], at now: Date) {
        let signs = work.map { Sign($0.record, at: now) }
        width = Self.step * signs.count
        dots = signs.enumerated().map { place, sign in
            Dot(x: Self.step * place + Self.step / 2, sign: sign.rawValue, look: sign.look)
        }
        counts = Sign.allCases.compactMap { sign in
            let count = signs.count { $0 == sign }
            return count == 0 ? nil : Count(sign: sign.rawValue, words: "\(count) \(sign.words)")
        }
        label =
            "Assignments in the order of their due times: "
            + counts.map(\.words).joined(separator: ", ")
    }

    private enum Sign: String, CaseIterable {
        case complete = "✓"
        case back = "↩"
        case handedIn = "●"
        case late = "!"
        case open = "○"
        case none = "–"

        init(_ record: AssignmentRecord, at now: Date) {
            let view = record.learnerView(at: now)
            self =
                switch view.state {
                case .complete: .complete
                case .returned: .back
                case .submitted: .handedIn
                case .missing: .late
                case .excused: .none
                case .assigned, .exploring: now > view.dueAt ? .late : .open
                }
        }

        var words: String {
            switch self {
            case .complete: "complete"
            case .back: "to revise"
            case .handedIn: "handed in"
            case .late: "past due or missed"
            case .open: "to do"
            case .none: "excused"
            }
        }

        var look: String {
            switch self {
            case .complete: "done"
            case .back: "back"
            case .late: "late"
            case .handedIn, .open, .none: "plain"
            }
        }
    }
}
