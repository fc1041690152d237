import Domain
import Edge

/// What is wrong with what someone sent: each fault at its field, the rest above the form.
struct Mistakes: Sendable {
    let status: Int
    /// A sentence for the whole form.
    let general: String?
    private let faults: [String: String]

    static let none = Mistakes(status: 200, general: nil, faults: [:])

    private init(status: Int, general: String?, faults: [String: String]) {
        (self.status, self.general, self.faults) = (status, general, faults)
    }

    /// Nil where the error isn't about what was sent: that is for the page of problems.
    init?(_ error: any Error) {
        guard let problem = Problem(error), [409, 412, 422].contains(problem.status) else {
            return nil
        }
        status = problem.status
        let faults = problem.errors ?? []
        self.faults = Dictionary(
            faults.map { ($0.pointer, $0.detail) }, uniquingKeysWith: { "\($0) \($1)" })
        general =
            faults.isEmpty ? problem.title : faults.first { $0.pointer.isEmpty }?.detail
    }

    /// Says what happened in the page's own words.
    init(_ error: any Error, saying general: String) {
        self.init(status: Problem(error)?.status ?? 409, general: general, faults: [:])
    }

    /// Of the field that the actions know by that pointer: `/title`.
    func at(_ pointer: String) -> String? { faults[pointer] }

    /// All that stand below it: `/comments/0/body`.
    func below(_ pointer: String) -> [String] {
        faults.filter { $0.key.hasPrefix(pointer) }.sorted { $0.key < $1.key }.map(\.value)
    }

    var isEmpty: Bool { general == nil && faults.isEmpty }
}

extension Invalid {
    /// What can't be read, and what `check` says of the rest, so that all is told at once. What was
    /// checked has something sound in the place of what can't be read.
    init(_ unreadable: [Fault], and check: () throws -> Void) {
        do {
            try check()
            self.init(unreadable)
        } catch {
            let known = Set(unreadable.map(\.pointer))
            let others = (error as? Invalid)?.faults ?? []
            self.init(unreadable + others.filter { !known.contains($0.pointer) })
        }
    }
}
