import Domain
import Foundation
import Store

/// An assignment as its learner sees it, or as staff see it: never both.
struct AssignmentBody: Encodable {
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

    struct ExtensionPart: Encodable {
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

    struct CommunityPart: Encodable {
        let id: ID<Community>
        let name: String
        let url: String
    }

    struct LearnerPart: Encodable {
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
