import Domain
import Foundation
import Store
import Support
import Testing

@testable import Web

/// The main job up to some point, for the pages of the staff.
struct Course {
    let records: Records
    let vega = World.actor(World.vega)
    let hahn = World.actor(World.hahn)

    static let opens = World.noon.addingTimeInterval(-2 * World.day)
    static let text = "I expected anger.\n\nWhat I found was patience, and \u{1F642} a question."

    init(_ web: LiveWeb) { records = web.database.records }

    static func content(
        _ change: (inout Exploration.Content) -> Void = { _ in }
    ) -> Exploration.Content {
        var content = Exploration.Content(
            title: "Hearing one voice", prompt: "Read *one* blog.", communities: [World.blog],
            rubricVersion: World.rubricVersion, opensAt: opens,
            dueAt: World.noon.addingTimeInterval(5 * World.day))
        change(&content)
        return content
    }

    func draft(
        _ change: (inout Exploration.Content) -> Void = { _ in }
    ) async throws -> ID<Exploration> {
        try await records.createExploration(
            Self.content(change), in: World.spring, by: vega, at: Self.opens)
    }

    func published(
        _ change: (inout Exploration.Content) -> Void = { _ in }
    ) async throws -> ID<Exploration> {
        let id = try await draft(change)
        _ = try await records.publish(id, by: vega, at: Self.opens)
        return id
    }

    func assignment(of person: ID<Person>) async throws -> ID<Assignment> {
        let own = try await records.ownAssignments(by: World.actor(person))
        return try #require(own.items.first).assignment.id
    }

    /// What someone handed in, a day after the opening.
    func submission(
        of person: ID<Person> = World.ada, _ text: String = text,
        _ change: (inout Exploration.Content) -> Void = { _ in }
    ) async throws -> ID<Submission> {
        let held = try await records.ownAssignments(by: World.actor(person)).items
        if held.isEmpty { _ = try await published(change) }
        return try await records.submit(
            text, aiUse: "none", for: try await assignment(of: person),
            by: World.actor(person), at: Self.opens.addingTimeInterval(World.day)
        ).id
    }

    static let marked = Feedback.Content(
        outcome: .complete, levels: ["presence": 3],
        comments: [Feedback.Comment(span: 2..<10, body: "What made you expect it?")],
        summary: "You saw what you had brought along.")

    func ready(on submission: ID<Submission>) async throws -> ReleaseItem {
        let saved = try await records.saveFeedback(
            Self.marked, on: submission, isReady: true, version: 0, by: vega, at: World.noon)
        return ReleaseItem(feedback: saved.id, version: saved.version)
    }

    func released(on submission: ID<Submission>) async throws -> ID<ReleasedFeedback> {
        let receipt = try await records.release(
            [ready(on: submission)], of: World.spring, by: vega, at: World.noon)
        return try #require(receipt.released.first)
    }
}
