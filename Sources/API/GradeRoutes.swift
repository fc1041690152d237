import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// The gradebook, course grades, and their approval.
struct GradeRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/offerings/{id}/gradebook", .verb(.readGradebook), .ok, [.paged],
                use: gradebook),
            Endpoint(
                .get, "/offerings/{id}/gradebook.csv", .verb(.readGradebook), use: gradebookFile),
            Endpoint(
                .post, "/offerings/{id}/grades", .verb(.recordGrade), .created,
                [.json, .once, .refuses], use: recordGrade),
            Endpoint(
                .post, "/assignments/{id}/grades", .verb(.recordGrade), .created,
                [.json, .once, .refuses], use: changeGrade),
            Endpoint(
                .post, "/offerings/{id}/approvals", .verb(.approveGrade), .created,
                [.json, .once, .refuses], use: approve),
            Endpoint(.get, "/me/grades", .signedIn, use: own),
        ]
    }

    @Sendable func gradebook(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.courseGrades(
            of: context.id(), by: context.actor, at: context.receivedAt, request.page())
        return try Answer.page(page, of: request, GradebookRow.init)
    }

    /// All of it at once; the file's name says nothing of anybody.
    @Sendable func gradebookFile(_ request: Request, _ context: Context) async throws -> Response {
        let offering: ID<Offering> = try context.id()
        let file = try await records.gradebookFile(of: offering, by: context.actor)
        return Answer.file(
            named: "gradebook-\(offering).csv", "text/csv; charset=utf-8", context
        ) { try await file.write($0) }
    }

    struct GradeSent: Decodable {
        let enrollmentId: ID<Enrollment>
        /// A grade of the section's basis, or I; null takes up the computed one again. It must be
        /// said: a misspelled field would else undo a grade.
        let grade: Clearable<String>
        let lapsesOn: Day?
        let lapsesTo: String?
        let reason: GradeEntry.Reason
    }

    struct GradeRecordedBody: Encodable {
        let ledgerSequence: Int64
    }

    @Sendable func recordGrade(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: GradeSent = try received.json()
        let place = try await records.recordCourseGrade(
            sent.courseGrade(), reason: sent.reason, of: sent.enrollmentId, in: context.id(),
            by: context.actor, at: context.receivedAt, once: received.once)
        return try Answer.json(GradeRecordedBody(ledgerSequence: place), .created)
    }

    struct GradeChangeSent: Decodable {
        enum Mark: String, Decodable { case complete, incomplete, points }

        let grade: Mark
        let points: Points?
        let reason: GradeEntry.Reason

        fileprivate func newGrade() throws -> Grade {
            switch (grade, points) {
            case (.complete, nil): return .complete
            case (.incomplete, nil): return .incomplete
            case (.points, let points?): return .points(points)
            case (.points, nil): throw Invalid("/points", "missing", "Give the points.")
            case (_, .some):
                throw Invalid("/points", "unexpected", "Leave points out, or give grade points.")
            }
        }
    }

    @Sendable func changeGrade(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: GradeChangeSent = try received.json()
        let place = try await records.recordGrade(
            sent.newGrade(), reason: sent.reason, of: context.id(), by: context.actor,
            at: context.receivedAt, once: received.once)
        return try Answer.json(GradeRecordedBody(ledgerSequence: place), .created)
    }

    struct ApprovalSent: Decodable {
        let sectionId: ID<Section>?
        let enrollmentIds: [ID<Enrollment>]?
    }

    struct ApprovalBody: Encodable {
        let approvedEnrollmentIds: [ID<Enrollment>]
        let unchangedEnrollmentIds: [ID<Enrollment>]
    }

    @Sendable func approve(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: ApprovalSent = try received.json()
        let receipt = try await records.approveGrades(
            of: context.id(), section: sent.sectionId, learners: sent.enrollmentIds,
            by: context.actor, at: context.receivedAt, once: received.once)
        return try Answer.json(
            ApprovalBody(
                approvedEnrollmentIds: receipt.approved,
                unchangedEnrollmentIds: receipt.unchanged), .created)
    }

    struct OwnBody: Encodable {
        let items: [OwnGrades]
    }

    @Sendable func own(_ request: Request, _ context: Context) async throws -> Response {
        let grades = try await records.ownGrades(by: context.actor, at: context.receivedAt)
        return try Answer.json(OwnBody(items: grades.map(OwnGrades.init)))
    }
}

extension GradeRoutes.GradeSent {
    fileprivate func courseGrade() throws -> CourseGrade? {
        guard case .set(let grade) = grade else {
            guard case .cleared = grade else {
                throw Invalid(
                    "/grade", "missing", "Give a grade, or null to take up the computed one.")
            }
            return nil
        }
        guard grade == "I" else {
            return Points(grade).map(CourseGrade.percent) ?? .mark(grade)
        }
        guard let lapsesOn, let lapsesTo else {
            throw Invalid("/lapses_on", "missing", "Say when an I lapses, and to what.")
        }
        return .incomplete(lapsesOn: lapsesOn, to: lapsesTo)
    }
}
