import Domain
import Foundation
import Store
import Support

@testable import Web

/// What the office's pages need to have something to show.
struct Desk {
    let web: LiveWeb
    let spring = "/offerings/\(World.spring)"
    let ada = World.enrollment(of: World.ada)

    private var records: Records { web.database.records }

    /// An exploration that everyone of spring has.
    @discardableResult
    func publish(_ title: String, isBlind: Bool = false) async throws -> ID<Exploration> {
        let vega = World.actor(World.vega)
        let id = try await records.createExploration(
            Exploration.Content(
                title: title, prompt: "Read.", communities: [World.blog], isBlind: isBlind,
                opensAt: web.now, dueAt: web.now.addingTimeInterval(World.day)),
            in: World.spring, by: vega, at: web.now)
        _ = try await records.publish(id, by: vega, at: web.now)
        return id
    }

    /// Ada hands in a text, Vega releases feedback on it.
    func release(_ text: String, for exploration: ID<Exploration>) async throws {
        let (ada, vega) = (World.actor(World.ada), World.actor(World.vega))
        for own in try await records.ownAssignments(by: ada).items
        where own.assignment.exploration == exploration {
            let made = try await records.submit(
                text, aiUse: "none", for: own.assignment.id, by: ada, at: web.now)
            let feedback = try await records.saveFeedback(
                Feedback.Content(outcome: .complete), on: made.id, isReady: true, version: 0,
                by: vega, at: web.now)
            _ = try await records.release(
                [ReleaseItem(feedback: feedback.id, version: feedback.version)],
                of: World.spring, by: vega, at: web.now)
        }
    }

    /// Ada gets a P by hand, which Vega approves.
    func approve() async throws {
        let vega = World.actor(World.vega)
        _ = try await records.recordCourseGrade(
            .mark("P"), reason: .correction, of: ada, in: World.spring, by: vega, at: web.now)
        _ = try await records.approveGrades(
            of: World.spring, section: nil, learners: [ada], by: vega, at: web.now)
    }
}
