import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Drafts and submissions of one assignment.
struct SubmissionRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/assignments/{id}/draft", .verb(.readDraft), use: draft),
            Endpoint(
                .put, "/assignments/{id}/draft", .verb(.saveDraft), .ok,
                [.json, .version, .refuses, .brief], use: saveDraft),
            Endpoint(
                .get, "/assignments/{id}/submissions", .verb(.readReceipt), .ok, [.brief], use: list
            ),
            Endpoint(
                .post, "/assignments/{id}/submissions", .verb(.submit), .created,
                [.json, .once, .refuses, .brief], use: submit),
            Endpoint(.get, "/submissions/{id}", .verb(.readSubmission), use: show),
            Endpoint(
                .post, "/submissions/{id}/openings", .verb(.openAppeal), .created, [.json],
                use: open),
        ]
    }

    struct DraftBody: Encodable {
        let body: String
        let words: Int
        /// Left out for one that nobody has begun.
        let savedAt: Date?
        let findings: [FindingBody]

        init(_ draft: Draft) {
            (body, words, savedAt) = (draft.body, draft.words, draft.savedAt)
            findings = draft.findings.map(FindingBody.init)
        }
    }

    /// Places count Unicode scalars from 0, the end not included.
    struct FindingBody: Encodable {
        let `class`: PrivacyFinding.Class
        let startsAt: Int
        let endsAt: Int
        let severity: PrivacyFinding.Severity
        let reason: String

        init(_ finding: PrivacyFinding) {
            `class` = finding.class
            (startsAt, endsAt) = (finding.span.lowerBound, finding.span.upperBound)
            (severity, reason) = (finding.severity, finding.reason)
        }
    }

    /// Version 0 is a draft that nobody has begun.
    @Sendable func draft(_ request: Request, _ context: Context) async throws -> Response {
        let draft = try await records.draft(of: context.id(), by: context.actor)
        return try Answer.json(DraftBody(draft), version: draft.version)
    }

    struct DraftSent: Decodable {
        let body: String
    }

    @Sendable func saveDraft(_ request: Request, _ context: Context) async throws -> Response {
        let sent: DraftSent = try await Received(request, context).json()
        let draft = try await records.saveDraft(
            sent.body, of: context.id(), version: request.version(), by: context.actor,
            at: context.receivedAt)
        return try Answer.json(DraftBody(draft), version: draft.version)
    }

    struct ReceiptBody: Encodable {
        let id: ID<Submission>
        let number: Int
        let submittedAt: Date?
        let dueAt: Date?
        let isLate: Bool
        let words: Int
        let takenFromDraft: Bool
        /// SHA-256 of salt and text, in hexadecimal.
        let digest: String

        /// Times are left out where they would tell a blind reader who wrote it.
        init(_ submission: Submission, isReadBlind: Bool) {
            id = submission.id
            number = submission.number
            submittedAt = isReadBlind ? nil : submission.submittedAt
            dueAt = isReadBlind ? nil : submission.dueAt
            isLate = submission.isLate
            words = submission.words
            takenFromDraft = submission.takenFromDraft
            digest = Hex.text(submission.digest)
        }
    }

    struct ReceiptsBody: Encodable {
        let items: [ReceiptBody]
    }

    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let all = try await records.receipts(of: context.id(), by: context.actor)
        return try Answer.json(
            ReceiptsBody(
                items: all.submissions.map {
                    ReceiptBody($0, isReadBlind: all.isReadBlind)
                }))
    }

    struct SubmissionSent: Decodable {
        let body: String
        let aiUse: String
    }

    struct MadeBody: Encodable {
        let id: ID<Submission>
        let number: Int
    }

    /// One round trip to the database, and none behind it: the receipt is the answer.
    @Sendable func submit(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: SubmissionSent = try received.json()
        let receipt = try await records.submit(
            sent.body, aiUse: sent.aiUse, for: context.id(), by: context.actor,
            at: context.receivedAt, once: received.once)
        return try Answer.json(
            MadeBody(id: receipt.id, number: receipt.number), .created,
            location: "\(API.prefix)/submissions/\(receipt.id)")
    }

    struct SubmissionBody: Encodable {
        let receipt: ReceiptBody
        let assignmentId: ID<Assignment>
        let body: String
        let aiUse: String
        let redactedAt: Date?

        init(_ record: SubmissionRecord) {
            receipt = ReceiptBody(record.submission, isReadBlind: record.isReadBlind)
            assignmentId = record.submission.assignment
            (body, aiUse, redactedAt) = (record.body, record.aiUse, record.redactedAt)
        }
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        try Answer.json(
            SubmissionBody(await records.submission(context.id(), by: context.actor)))
    }

    struct OpeningSent: Decodable {
        let reason: OpeningReason
    }

    /// Each time is recorded, so it takes no key.
    @Sendable func open(_ request: Request, _ context: Context) async throws -> Response {
        let sent: OpeningSent = try await Received(request, context).json()
        let record = try await records.openSubmission(
            context.id(), reason: sent.reason, by: context.actor, at: context.receivedAt)
        return try Answer.json(SubmissionBody(record), .created)
    }
}
