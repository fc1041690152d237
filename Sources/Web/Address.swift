import Domain
import Foundation

/// Every address of the pages, so that no link can rot: a test finds a route for each of them.
enum Address: Sendable, Equatable {
    case home
    case signIn, signInCode, signOut, account, ownRecord, password, zone, sessions
    case session(ID<Session>)
    case token(ID<Token>)
    case secondFactor, secondFactorConfirmation, recoveryCodes, secondFactorRemoval
    case invitation, forgotten
    case whoSeesWhat
    case style
    case asset(String)

    // What learners do.
    case today, assignments, observersCode
    case assignment(ID<Assignment>)
    case writing(ID<Assignment>)
    case submission(ID<Assignment>)
    case handedIn(ID<Assignment>, ID<Submission>)
    case releasedFeedback(ID<Assignment>)
    case fieldNotes(ID<Assignment>)
    case fieldNote(ID<FieldNote>)
    case fieldNoteDeletion(ID<FieldNote>)

    // The catalog.
    case communities
    case community(ID<Community>)

    // What instructors do.
    case offerings
    case offering(ID<Offering>)
    case queue(ID<Offering>)
    case explorations(ID<Offering>)
    case writeExploration(ID<Offering>)
    case release(ID<Offering>)
    case releaseReview(ID<Offering>)
    case cancelRelease(ID<ScheduledRelease>)
    case withdrawRelease(ID<ReleasedFeedback>)
    case readers(ID<Offering>)
    case endRecusal(ID<Offering>)
    case handOver(ID<Offering>)
    case approvals(ID<Offering>)
    case reading(ID<Submission>)
    case readingLock(ID<Submission>)
    case exploration(ID<Exploration>)
    case preview(ID<Exploration>)
    case publication(ID<Exploration>)
    case withdrawal(ID<Exploration>)
    case staffWork(ID<Assignment>)
    case moreTime(ID<Assignment>)
    case excuse(ID<Assignment>)
    case reader(ID<Assignment>)

    // What the office does, in one offering.
    case grades(ID<Offering>)
    case offeringEdit(ID<Offering>)
    case learnerGrades(ID<Offering>, ID<Enrollment>)
    /// The API's file, for a cookie is enough for it.
    case gradebookFile(ID<Offering>)
    case submissions(ID<Offering>)
    case people(ID<Offering>)
    case enrolling(ID<Offering>)
    case invitations(ID<Offering>)
    case enrollment(ID<Offering>, ID<Enrollment>)
    case accommodations(ID<Offering>, ID<Enrollment>)
    case accommodationEnd(ID<Offering>, ID<Enrollment>, ID<Accommodation>)
    case roster(ID<Offering>)
    case rosterImport(ID<Offering>)
    case exports(ID<Offering>)
    case export(ID<Export>)
    case exportEvents(ID<Export>)
    /// The API's bytes, for a cookie is enough for them.
    case exportContent(ID<Export>)

    // What the office does, in the school.
    case addOffering, schoolPeople, addPerson
    case person(ID<Person>)
    case invite(ID<Person>)
    case signOutPerson(ID<Person>)
    case removeSecondFactor(ID<Person>)
    case record

    /// Below the host; never another site's.
    var path: String {
        switch self {
        case .home: "/"
        case .signIn: "/sign-in"
        case .signInCode: "/sign-in/code"
        case .signOut: "/sign-out"
        case .account: "/account"
        case .ownRecord: "/account/record"
        case .password: "/account/password"
        case .zone: "/account/zone"
        case .sessions: "/account/sessions/end"
        case .session(let id): "/account/sessions/\(id)/end"
        case .token(let id): "/account/tokens/\(id)/end"
        case .secondFactor: "/account/second-factor"
        case .secondFactorConfirmation: "/account/second-factor/confirmation"
        case .recoveryCodes: "/account/second-factor/recovery-codes"
        case .secondFactorRemoval: "/account/second-factor/removal"
        case .invitation: "/invitation"
        case .forgotten: "/forgotten-password"
        case .whoSeesWhat: "/who-sees-what"
        case .style: "/style"
        case .asset(let name): "/assets/\(name)"

        case .today: "/today"
        case .assignments: "/assignments"
        case .observersCode: "/observers-code"
        case .assignment(let id): "/assignments/\(id)"
        case .writing(let id): "/assignments/\(id)/writing"
        case .submission(let id): "/assignments/\(id)/submission"
        case .handedIn(let id, let submission): "/assignments/\(id)/submissions/\(submission)"
        case .releasedFeedback(let id): "/assignments/\(id)/feedback"
        case .fieldNotes(let id): "/assignments/\(id)/field-notes"
        case .fieldNote(let id): "/field-notes/\(id)"
        case .fieldNoteDeletion(let id): "/field-notes/\(id)/deletion"

        case .communities: "/communities"
        case .community(let id): "/communities/\(id)"

        case .offerings: "/offerings"
        case .offering(let id): "/offerings/\(id)"
        case .queue(let id): "/offerings/\(id)/queue"
        case .explorations(let id): "/offerings/\(id)/explorations"
        case .writeExploration(let id): "/offerings/\(id)/explorations/new"
        case .release(let id): "/offerings/\(id)/release"
        case .releaseReview(let id): "/offerings/\(id)/release/review"
        case .cancelRelease(let id): "/scheduled-releases/\(id)/cancellation"
        case .withdrawRelease(let id): "/released-feedback/\(id)/withdrawal"
        case .readers(let id): "/offerings/\(id)/readers"
        case .endRecusal(let id): "/offerings/\(id)/readers/recusal-ends"
        case .handOver(let id): "/offerings/\(id)/readers/hand-over"
        case .approvals(let id): "/offerings/\(id)/approvals"
        case .reading(let id): "/submissions/\(id)/reading"
        case .readingLock(let id): "/submissions/\(id)/reading-lock"
        case .exploration(let id): "/explorations/\(id)"
        case .preview(let id): "/explorations/\(id)/preview"
        case .publication(let id): "/explorations/\(id)/publication"
        case .withdrawal(let id): "/explorations/\(id)/withdrawal"
        case .staffWork(let id): "/assignments/\(id)/staff"
        case .moreTime(let id): "/assignments/\(id)/staff/extensions"
        case .excuse(let id): "/assignments/\(id)/staff/excuses"
        case .reader(let id): "/assignments/\(id)/staff/reader"

        case .grades(let id): "/offerings/\(id)/grades"
        case .offeringEdit(let id): "/offerings/\(id)/edit"
        case .learnerGrades(let id, let learner): "/offerings/\(id)/grades/\(learner)"
        case .gradebookFile(let id): "/api/v1/offerings/\(id)/gradebook.csv"
        case .submissions(let id): "/offerings/\(id)/submissions"
        case .people(let id): "/offerings/\(id)/people"
        case .enrolling(let id): "/offerings/\(id)/enrolling"
        case .invitations(let id): "/offerings/\(id)/invitations"
        case .enrollment(let id, let enrollment): "/offerings/\(id)/people/\(enrollment)"
        case .accommodations(let id, let enrollment):
            "/offerings/\(id)/people/\(enrollment)/accommodations"
        case .accommodationEnd(let id, let enrollment, let time):
            "/offerings/\(id)/people/\(enrollment)/accommodations/\(time)/end"
        case .roster(let id): "/offerings/\(id)/roster"
        case .rosterImport(let id): "/offerings/\(id)/roster/import"
        case .exports(let id): "/offerings/\(id)/exports"
        case .export(let id): "/exports/\(id)"
        case .exportEvents(let id): "/exports/\(id)/events"
        case .exportContent(let id): "/api/v1/exports/\(id)/content"

        case .addOffering: "/offerings/new"
        case .schoolPeople: "/people"
        case .addPerson: "/people/new"
        case .person(let id): "/people/\(id)"
        case .invite(let id): "/people/\(id)/invitation"
        case .signOutPerson(let id): "/people/\(id)/sign-out"
        case .removeSecondFactor(let id): "/people/\(id)/second-factor/removal"
        case .record: "/audit"
        }
    }

    /// With what the page's state is; values are encoded here.
    func with(_ query: [(String, String?)]) -> String {
        let pairs = query.compactMap { name, value in value.map { "\(name)=\(Self.encoded($0))" } }
        return pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
    }

    /// RFC 3986: everything but the unreserved.
    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    /// Where to go after signing in: a path of ours, or nil. `//host` and `/\host` are other sites.
    static func own(_ text: String?) -> String? {
        guard let text, text.utf8.first == UInt8(ascii: "/"), text.utf8.count <= 2000,
            !text.hasPrefix("//"), !text.contains("\\"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { return nil }
        return text
    }
}
