import Domain
import Edge
import Foundation
import Hummingbird
import Store

/// Words in the catalog, and in the texts that the one who asks may read.
struct SearchRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/search", .verb(.readCatalog), .ok, [.paged],
                filters: ["q", "in", "offering_id"], use: search)
        ]
    }

    enum Place: String, CaseIterable {
        case communities, submissions, feedback
    }

    struct MatchBody: Encodable {
        let startsAt: Int
        let endsAt: Int
    }

    /// A community, or a text of an assignment.
    struct HitBody: Encodable {
        let text: String
        let matches: [MatchBody]
        var communityId: ID<Community>?
        var communityName: String?
        var assignmentId: ID<Assignment>?
        var explorationTitle: String?
        var learner: AssignmentBody.LearnerPart?
        var submissionId: ID<Submission>?
        var submissionNumber: Int?
        var feedbackState: Feedback.State?

        init(_ snippet: Snippet) {
            text = snippet.text
            matches = snippet.matches.map {
                MatchBody(startsAt: $0.lowerBound, endsAt: $0.upperBound)
            }
        }

        init(_ hit: CommunityHit) {
            self.init(hit.snippet)
            communityId = hit.community.id
            communityName = hit.community.name
        }

        init(_ hit: TextHit, at now: Date) {
            self.init(hit.snippet)
            assignmentId = hit.assignment.assignment.id
            explorationTitle = hit.assignment.explorationTitle
            learner = AssignmentBody(hit.assignment, at: now).learner
            submissionId = hit.submission
            submissionNumber = hit.number
            feedbackState = hit.feedback
        }
    }

    /// The best first.
    @Sendable func search(_ request: Request, _ context: Context) async throws -> Response {
        let query = try SearchQuery(request.query("q"))
        let (actor, page, now) = (try context.actor, try request.page(), context.receivedAt)
        let place: Place = try request.choice("in") ?? .communities
        guard place != .communities else {
            let hits = try await records.searchCommunities(query, by: actor, page)
            return try Answer.page(hits, of: request) { HitBody($0) }
        }
        guard let offering: ID<Offering> = try request.id(query: "offering_id") else {
            throw Invalid("?offering_id", "missing", "Name the offering whose texts you read.")
        }
        let hits =
            place == .submissions
            ? try await records.searchSubmissions(query, in: offering, by: actor, at: now, page)
            : try await records.searchFeedback(query, in: offering, by: actor, at: now, page)
        return try Answer.page(hits, of: request) { HitBody($0, at: now) }
    }
}
