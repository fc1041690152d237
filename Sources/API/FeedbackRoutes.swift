import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// The readers' queue, feedback, and its release.
struct FeedbackRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/offerings/{id}/queue", .verb(.readQueue), .ok, [.paged], use: queue),
            Endpoint(.get, "/submissions/{id}/feedback", .verb(.writeFeedback), use: show),
            Endpoint(
                .put, "/submissions/{id}/feedback", .verb(.writeFeedback), .ok,
                [.json, .version, .refuses], use: save),
            Endpoint(
                .get, "/offerings/{id}/release-candidates", .verb(.release), .ok, [.paged],
                use: candidates),
            Endpoint(
                .post, "/offerings/{id}/releases", .verb(.release), .created,
                [.json, .once, .refuses], use: release),
            Endpoint(
                .get, "/assignments/{id}/feedback", .verb(.readReleased),
                filters: ["submission_id"], use: released),
            Endpoint(
                .post, "/released-feedback/{id}/withdrawal", .verb(.withdrawRelease), .ok,
                [.refuses], use: withdraw),
        ]
    }

    struct QueueBody: Encodable {
        let assignment: AssignmentBody
        let submission: SubmissionRoutes.ReceiptBody
        let feedbackState: Feedback.State?
        /// Who reads it now.
        let lock: ReadingLockBody?
    }

    @Sendable func queue(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.queue(
            of: context.id(), by: context.actor, at: context.receivedAt, request.page())
        return try Answer.page(page, of: request) {
            QueueBody(
                assignment: AssignmentBody($0.assignment, at: context.receivedAt),
                submission: SubmissionRoutes.ReceiptBody(
                    $0.submission, isReadBlind: $0.assignment.learnerName == nil),
                feedbackState: $0.feedback,
                lock: $0.lock.map { ReadingLockBody($0, seenBy: context) })
        }
    }

    /// Before the first saving: an empty draft, version 0.
    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        let feedback = try await records.feedback(on: context.id(), by: context.actor)
        return try Answer.json(
            FeedbackBody(feedback?.content ?? Feedback.Content(), feedback?.id, feedback?.state),
            version: feedback?.version ?? 0)
    }

    @Sendable func save(_ request: Request, _ context: Context) async throws -> Response {
        let sent: FeedbackSent = try await Received(request, context).json()
        let saved = try await records.saveFeedback(
            sent.content(), on: context.id(), isReady: sent.isReady ?? false,
            version: request.version(), by: context.actor, at: context.receivedAt)
        return try Answer.json(
            FeedbackBody(saved.content, saved.id, saved.state), version: saved.version)
    }

    struct CandidateBody: Encodable {
        let feedbackId: ID<Feedback>
        let version: Int
        let authorName: String
        let assignment: AssignmentBody
        let outcome: Feedback.Outcome
        let hasPoints: Bool
        let levels: Int
        let comments: Int
        let hasSummary: Bool
    }

    @Sendable func candidates(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.releaseCandidates(
            of: context.id(), by: context.actor, request.page())
        return try Answer.page(page, of: request) {
            CandidateBody(
                feedbackId: $0.feedback, version: $0.version, authorName: $0.authorName,
                assignment: AssignmentBody($0.assignment, at: context.receivedAt),
                outcome: $0.outcome, hasPoints: $0.hasPoints, levels: $0.levels,
                comments: $0.comments, hasSummary: $0.hasSummary)
        }
    }

    struct ReleaseSent: Decodable {
        struct Item: Decodable {
            let id: ID<Feedback>
            let version: Int
        }

        let feedback: [Item]
    }

    struct ReleaseBody: Encodable {
        let id: ID<Release>
        let releasedFeedbackIds: [ID<ReleasedFeedback>]
    }

    @Sendable func release(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: ReleaseSent = try received.json()
        let receipt = try await records.release(
            sent.feedback.map { ReleaseItem(feedback: $0.id, version: $0.version) },
            of: context.id(), by: context.actor, at: context.receivedAt, once: received.once)
        return try Answer.json(
            ReleaseBody(id: receipt.id, releasedFeedbackIds: receipt.released), .created)
    }

    struct ReleasedBody: Encodable {
        let id: ID<ReleasedFeedback>
        let submissionId: ID<Submission>
        let feedback: FeedbackBody
        let releasedAt: Date
    }

    @Sendable func released(_ request: Request, _ context: Context) async throws -> Response {
        let released = try await records.releasedFeedback(
            on: context.id(), of: request.id(query: "submission_id"), by: context.actor,
            at: context.receivedAt)
        return try Answer.json(
            ReleasedBody(
                id: released.id, submissionId: released.submission,
                feedback: FeedbackBody(released.content, nil, nil),
                releasedAt: released.releasedAt))
    }

    struct WithdrawalBody: Encodable {
        let wasOpened: Bool
    }

    @Sendable func withdraw(_ request: Request, _ context: Context) async throws -> Response {
        let wasOpened = try await records.withdrawRelease(
            context.id(), by: context.actor, at: context.receivedAt)
        return try Answer.json(WithdrawalBody(wasOpened: wasOpened))
    }
}
