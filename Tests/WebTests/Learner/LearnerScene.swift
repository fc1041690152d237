import Domain
import Foundation
import Store
import Support
import Testing

@testable import Web

/// Ada's work in "spring", arranged through the actions, a day after the exploration opened.
struct LearnerScene {
    static let now = World.noon.addingTimeInterval(World.day)
    static let due = World.noon.addingTimeInterval(7 * World.day)
    static let text = "I expected anger and found patience, and I ask myself why I expected it."

    let records: Records
    let vega = World.actor(World.vega)
    let ada = World.actor(World.ada)
    let assignment: ID<Assignment>

    var page: String { "/assignments/\(assignment)" }

    init(
        _ web: LiveWeb, _ change: (inout Exploration.Content) -> Void = { _ in }
    ) async throws {
        records = web.database.records
        var content = Exploration.Content(
            title: "Hearing one voice", prompt: "Read *one* person’s blog for an hour.",
            communities: [World.blog], rubricVersion: World.rubricVersion, opensAt: World.noon,
            dueAt: Self.due, latePolicy: LatePolicy(closesAfterMinutes: 60))
        change(&content)
        let exploration = try await records.createExploration(
            content, in: World.spring, by: vega, at: World.noon)
        _ = try await records.publish(exploration, by: vega, at: World.noon)
        let own = try await records.ownAssignments(by: ada).items
        assignment = try #require(own.last { $0.assignment.exploration == exploration })
            .assignment.id
    }

    @discardableResult
    func draft(_ body: String = text, version: Int = 0) async throws -> Draft {
        try await records.saveDraft(
            body, of: assignment, version: version, by: ada, at: Self.now)
    }

    func submit(_ body: String = text) async throws -> ID<Submission> {
        try await records.submit(body, aiUse: "none", for: assignment, by: ada, at: Self.now).id
    }

    static let marked = Feedback.Content(
        outcome: .complete, levels: ["presence": 1],
        comments: [Feedback.Comment(span: 11..<16, body: "What made you expect it?")],
        summary: "You saw what you had brought along.")

    func read(
        _ submission: ID<Submission>, _ content: Feedback.Content = marked
    ) async throws -> ReleaseItem {
        let saved = try await records.saveFeedback(
            content, on: submission, isReady: true, version: 0, by: vega, at: Self.now)
        return ReleaseItem(feedback: saved.id, version: saved.version)
    }

    func release(_ item: ReleaseItem, at time: Date = now) async throws {
        _ = try await records.release([item], of: World.spring, by: vega, at: time)
    }

    /// Ada goes on leave on that day.
    func leave() async throws {
        let osei = World.actor(World.osei)
        let enrollment = World.enrollment(of: World.ada)
        let found = try await records.enrollment(enrollment, by: osei).enrollment
        try await records.change(
            enrollment, to: .onLeave, section: World.passFail,
            effectiveOn: try #require(Day("2027-03-02")), version: found.version, by: osei,
            at: Self.now)
    }
}
