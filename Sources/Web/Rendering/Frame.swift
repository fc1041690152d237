/// What stands around the content of every page.
struct Frame: Sendable {
    struct Who: Sendable {
        let name: String
        /// Of the form that signs out.
        let token: String
        let account = Address.account.path
        let signOut = Address.signOut.path
        let tokenField = FormToken.field
    }

    let title: String
    let trail: Trail?
    let areas: [Tab]
    /// The pages of one offering.
    let tabs: Tabs?
    let who: Who?
    /// What was just done.
    let notice: String?
    let scripts: [Script]
    let foot: String?
    let home = Address.home.path
    let sheet = Assets.address("look.css")
    let whoSeesWhat = Address.whoSeesWhat.path

    init(
        title: String, crumbs: [Link] = [], areas: [Tab] = [], tabs: [Tab] = [],
        who: Who? = nil, notice: String? = nil, scripts: [Script] = [], foot: String? = nil
    ) {
        self.title = title
        trail = crumbs.isEmpty ? nil : Trail(crumbs: crumbs)
        self.areas = areas
        self.tabs = tabs.isEmpty ? nil : Tabs(tabs: tabs)
        self.who = who
        self.notice = notice
        self.scripts = scripts
        self.foot = foot
    }
}

/// From the top down to the page above this one.
struct Trail: Sendable {
    let crumbs: [Link]
}

struct Tabs: Sendable {
    let tabs: [Tab]
}

struct Link: Sendable {
    let name: String
    let href: String

    init(_ name: String, _ address: Address) {
        (self.name, href) = (name, address.path)
    }

    init(name: String, href: String) {
        (self.name, self.href) = (name, href)
    }
}

struct Tab: Sendable {
    let name: String
    let href: String
    let isCurrent: Bool
}

/// A small module that adds to a page; the page works without.
struct Script: Sendable {
    let src: String

    init(_ name: String) { src = Assets.address(name) }
}

/// What a page says after the act that led to it: by a code in its address, so that a reload says it
/// again and nothing a stranger writes is ever shown.
enum Notice: String, CaseIterable {
    case passwordChanged = "password-changed"
    case zoneSet = "zone-set"
    case signedOutThere = "signed-out-there"
    case tokenEnded = "token-ended"
    case secondFactorOff = "second-factor-off"
    // What learners do.
    case codeAccepted = "code-accepted"
    case draftSaved = "draft-saved"
    case handedIn = "handed-in"
    case noteAdded = "note-added"
    case noteSaved = "note-saved"
    case noteDeleted = "note-deleted"

    // What instructors do.
    case feedbackSaved = "feedback-saved"
    case feedbackReady = "feedback-ready"
    case commentAdded = "comment-added"
    case explorationSaved = "exploration-saved"
    case explorationPublished = "exploration-published"
    case explorationWithdrawn = "exploration-withdrawn"
    case released
    case releaseScheduled = "release-scheduled"
    case releaseCancelled = "release-cancelled"
    case releaseWithdrawn = "release-withdrawn"
    case openedReleaseWithdrawn = "opened-release-withdrawn"
    case extended
    case excused
    case readerNamed = "reader-named"
    case recusalRecorded = "recusal-recorded"
    case recusalEnded = "recusal-ended"
    case handedOver = "handed-over"
    case gradesApproved = "grades-approved"

    // What the office did.
    case gradeChanged = "grade-changed"
    case enrolled
    case enrollmentChanged = "enrollment-changed"
    case timeGranted = "time-granted"
    case timeEnded = "time-ended"
    case rosterTaken = "roster-taken"
    case personAdded = "person-added"
    case personEdited = "person-edited"
    case personSignedOut = "person-signed-out"
    case factorRemoved = "factor-removed"
    case exportMade = "export-made"
    case exportMoved = "export-moved"
    case offeringMade = "offering-made"
    case offeringEdited = "offering-edited"

    var sentence: String {
        switch self {
        case .passwordChanged: "Your password is changed. Other devices were signed out."
        case .signedOutThere: "Signed out there."
        case .tokenEnded: "The token ended. What used it gets in no more."
        case .secondFactorOff: "The second factor is off. Other devices were signed out."
        case .zoneSet: "Times are shown in that zone from now on."

        case .feedbackSaved: "Draft saved. Nobody else sees it."
        case .feedbackReady: "Ready. Nobody else sees it until it is released, under Release."
        case .commentAdded: "The comment stands beside its passage. Nobody else sees it yet."
        case .explorationSaved: "Saved."
        case .explorationPublished: "Published. Those who got it see it from its opening on."
        case .explorationWithdrawn: "Withdrawn. Learners see it no longer, and it counts no more."
        case .released: "Released. The learners see it now."
        case .releaseScheduled: "Scheduled. Nothing of it is visible before its time."
        case .releaseCancelled: "Called off. Nothing of it became visible."
        case .releaseWithdrawn: "Taken back. The learner hadn’t opened it."
        case .openedReleaseWithdrawn: "Taken back. The learner had opened it; that is recorded."
        case .extended: "More time was given. The learner sees until when, and the reason’s code."
        case .excused: "Excused. Nothing is expected here, and it doesn’t count."
        case .readerNamed: "Saved. Only the reader whom you name reads it; with none, every one."
        case .recusalRecorded: "Recorded. That reader no longer sees this learner’s work."
        case .recusalEnded: "Ended. That reader may read this learner’s work again."
        case .handedOver: "Handed over: queue, unfinished feedback and locks."
        case .gradesApproved: "Approved. The office can export these grades now."
        case .codeAccepted: "You have accepted the observer’s code."
        case .draftSaved: "Draft saved. Nobody but you sees it."
        case .handedIn: "Handed in. Your receipt stands under “Handed in”."

        case .gradeChanged: "The grade change is recorded. It stands in the history below."
        case .enrolled: "Enrolled. Whoever has no password yet needs a link to set one."
        case .enrollmentChanged: "The change is recorded. Due times moved with it."
        case .timeGranted: "More time is granted. Due times moved at once."
        case .timeEnded: "It ended. Time that was given stays given."
        case .rosterTaken: "The roster is imported. Refused rows were left out."
        case .personAdded:
            "The account is made. Nobody can sign in to it before they set a password."
        case .personEdited: "Saved."
        case .personSignedOut: "They are signed out everywhere, and their tokens ended."
        case .factorRemoved: "Their second factor is off, and they are signed out everywhere."
        case .exportMade:
            "The export is made and frozen. Nothing is sent: download it, then send it."
        case .exportMoved: "Recorded."
        case .offeringMade: "The offering is made. Next enroll people in it."
        case .offeringEdited: "Saved."
        case .noteAdded: "The field note is added."
        case .noteSaved: "The field note is saved."
        case .noteDeleted: "The field note is deleted."
        }
    }
}
