import Domain
import Foundation
import Store
import Support
import Testing

/// The main job up to some point, arranged through the actions themselves.
struct Scene {
    let records: Records
    let vega = World.actor(World.vega)
    let hahn = World.actor(World.hahn)
    let osei = World.actor(World.osei)
    let ada = World.actor(World.ada)
    let bo = World.actor(World.bo)
    let cleo = World.actor(World.cleo)

    init() throws {
        records = try #require(TestDatabase.current).records
    }

    static let opens = World.noon
    static let due = World.noon.addingTimeInterval(7 * World.day)
    static let during = World.noon.addingTimeInterval(World.day)
    static let text = "I expected anger and found patience, and I ask myself why I expected it."

    static func content(
        _ change: (inout Exploration.Content) -> Void = { _ in }
    ) -> Exploration.Content {
        var content = Exploration.Content(
            title: "Hearing one voice", prompt: "Read one person's blog for an hour.",
            communities: [World.blog, World.forum], rubricVersion: World.rubricVersion,
            opensAt: opens, dueAt: due, latePolicy: LatePolicy(closesAfterMinutes: 60))
        change(&content)
        return content
    }

    /// An exploration that everyone of "spring" has got.
    func published(
        _ change: (inout Exploration.Content) -> Void = { _ in }
    ) async throws -> ID<Exploration> {
        let id = try await records.createExploration(
            Self.content(change), in: World.spring, by: vega, at: Self.opens)
        _ = try await records.publish(id, by: vega, at: Self.opens)
        return id
    }

    func assignment(of actor: Actor) async throws -> ID<Assignment> {
        try #require(await records.ownAssignments(by: actor).items.first).assignment.id
    }

    func submitted(
        by actor: Actor, _ change: (inout Exploration.Content) -> Void = { _ in }
    ) async throws -> (assignment: ID<Assignment>, submission: ID<Submission>) {
        _ = try await published(change)
        let id = try await assignment(of: actor)
        let receipt = try await records.submit(
            Self.text, aiUse: "none", for: id, by: actor, at: Self.during)
        return (id, receipt.id)
    }

    static let marked = Feedback.Content(
        outcome: .complete, levels: ["presence": 3],
        comments: [Feedback.Comment(span: 2..<10, body: "Why?")],
        summary: "You saw what you had brought along.")

    func ready(
        on submission: ID<Submission>, _ content: Feedback.Content = Scene.marked
    ) async throws -> ReleaseItem {
        let saved = try await records.saveFeedback(
            content, on: submission, isReady: true, version: 0, by: vega, at: Self.during)
        return ReleaseItem(feedback: saved.id, version: saved.version)
    }
}
