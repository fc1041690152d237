import Domain
import Edge
import Foundation
import Store

/// An assignment as its learner sees it, or as staff see it: never both.
struct AssignmentBody: JSONWriting {
    let id: ID<Assignment>
    let offeringId: ID<Offering>
    let offeringTitle: String
    let zone: String
    let explorationId: ID<Exploration>
    let explorationTitle: String
    let prompt: String
    let community: CommunityPart?
    let opensAt: Date
    let dueAt: Date
    let closesAt: Date?
    let wordsLeast: Int?
    let wordsMost: Int?
    let state: String
    let submissions: Int
    /// To the learner: what is released.
    let releasedFeedbackId: ID<ReleasedFeedback>?
    /// To staff: whose it is, a name or a code.
    let learner: LearnerPart?
    let readerId: ID<Person>?
    let isLate: Bool
    /// Oldest first.
    let extensions: [ExtensionPart]

    struct ExtensionPart: JSONWriting {
        let dueAt: Date
        let closesAt: Date?
        let reason: Extension.Reason
        let grantedAt: Date

        init(_ given: Extension) {
            dueAt = given.dueAt
            closesAt = given.closesAt
            reason = given.reason
            grantedAt = given.grantedAt
        }
    }

    struct CommunityPart: JSONWriting {
        let id: ID<Community>
        let name: String
        let url: String
    }

    struct LearnerPart: JSONWriting {
        let enrollmentId: ID<Enrollment>?
        let name: String?
        let blindCode: String?
    }

    init(_ record: AssignmentRecord, at now: Date) {
        let assignment = record.assignment
        let view = record.learnerView(at: now)
        id = assignment.id
        offeringId = assignment.offering
        offeringTitle = record.offeringTitle
        zone = record.zone
        explorationId = assignment.exploration
        explorationTitle = record.explorationTitle
        prompt = record.prompt
        community = assignment.community.map {
            CommunityPart(
                id: $0, name: record.communityName ?? "", url: record.communityURL ?? "")
        }
        opensAt = record.opensAt
        dueAt = assignment.dueAt
        closesAt = assignment.closesAt
        wordsLeast = record.wordsLeast
        wordsMost = record.wordsMost
        submissions = assignment.submissions
        state = record.isOwn ? view.state.rawValue : assignment.state.rawValue
        releasedFeedbackId = view.visible?.id
        learner = record.isOwn ? nil : LearnerPart(record)
        readerId = record.isOwn ? nil : assignment.reader
        isLate = record.lateSubmission
        extensions = record.extensions.map(ExtensionPart.init)
    }
}

extension AssignmentBody.LearnerPart {
    init(_ record: AssignmentRecord) {
        let isHidden = record.learnerName == nil
        enrollmentId = isHidden ? nil : record.assignment.enrollment
        name = record.learnerName
        blindCode = isHidden ? record.assignment.blindCode : nil
    }
}

extension AssignmentBody {
    func write(to fields: inout JSONFields) {
        fields.add("id", id)
        fields.add("offering_id", offeringId)
        fields.add("offering_title", offeringTitle)
        fields.add("zone", zone)
        fields.add("exploration_id", explorationId)
        fields.add("exploration_title", explorationTitle)
        fields.add("prompt", prompt)
        fields.add("community", community)
        fields.add("opens_at", opensAt)
        fields.add("due_at", dueAt)
        fields.add("closes_at", closesAt)
        fields.add("words_least", wordsLeast)
        fields.add("words_most", wordsMost)
        fields.add("state", state)
        fields.add("submissions", submissions)
        fields.add("released_feedback_id", releasedFeedbackId)
        fields.add("learner", learner)
        fields.add("reader_id", readerId)
        fields.add("is_late", isLate)
        fields.add("extensions", extensions)
    }
}

extension AssignmentBody.ExtensionPart {
    func write(to fields: inout JSONFields) {
        fields.add("due_at", dueAt)
        fields.add("closes_at", closesAt)
        fields.add("reason", reason.rawValue)
        fields.add("granted_at", grantedAt)
    }
}

extension AssignmentBody.CommunityPart {
    func write(to fields: inout JSONFields) {
        fields.add("id", id)
        fields.add("name", name)
        fields.add("url", url)
    }
}

extension AssignmentBody.LearnerPart {
    func write(to fields: inout JSONFields) {
        fields.add("enrollment_id", enrollmentId)
        fields.add("name", name)
        fields.add("blind_code", blindCode)
    }
}
