import ArgumentParser
import Domain
import Foundation
import Store

extension Extension.Reason: ExpressibleByArgument {}

/// `extension add`.
struct Extensions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extension", abstract: "More time for work.", subcommands: [Add.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives learners until a later time for an exploration.",
            discussion: """
                For work that is open and due sooner; the learners see it with the reason's code. \
                No medical text: a reason is a code.
                """)

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "The exploration's id.") var exploration: String
        @Option(help: "Whom: their address. May be given several times; else everyone.")
        var learner: [String] = []
        @Option(help: "Until when, as in 2027-02-24T04:59:00Z.") var until: String
        @Option(help: "When it closes; else as the late policy says.") var closes: String?
        @Option(help: ArgumentHelp("Why: \(reasons)."))
        var reason: Extension.Reason

        private static let reasons = Extension.Reason.allCases.map(\.rawValue)
            .joined(separator: ", ")

        func run() async throws {
            let id: ID<Exploration> = try .read(exploration)
            let dueAt = try Date.read(until)
            let closesAt = try closes.map { try Date.read($0) }
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let offering = try await records.exploration(id, by: actor).exploration.offering
                let count = try await records.extend(
                    id, for: learner.isEmpty ? nil : enrollments(of: offering, records, actor),
                    until: dueAt, closesAt: closesAt, reason: reason, by: actor, at: .now)
                try acting.connection.report(
                    "\(count == 1 ? "1 learner has" : "\(count) learners have") until "
                        + "\(Instant.text(dueAt)).",
                    ["extended": count], dryRun: writing.dryRun)
            }
        }

        private func enrollments(
            of offering: ID<Offering>, _ records: Records, _ actor: Actor
        ) async throws -> [ID<Enrollment>] {
            let all = try await everything {
                try await records.enrollments(
                    of: offering, EnrollmentFilter(role: .learner), by: actor, $0)
            }
            return try learner.map { address in
                guard let one = all.first(where: { $0.email == address.lowercased() }) else {
                    throw Failure.refused("\(address) learns nothing in that offering.")
                }
                return one.enrollment.id
            }
        }
    }
}

extension Date {
    /// An instant that an operator typed.
    static func read(_ text: String) throws -> Date {
        guard let date = Instant.date(text) else {
            throw ValidationError("\(text) is no instant. Write it as 2027-02-24T04:59:00Z.")
        }
        return date
    }
}
