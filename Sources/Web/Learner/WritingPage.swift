import Domain
import Foundation
import Store

/// The desk: a large field for what one writes, and beside it what one writes about.
struct WritingPage: Page {
    static let template = PageTemplate(PackageResources.writing_mustache)

    /// What the script needs to know.
    struct Desk: Sendable {
        let action: String
        let api: String
        let signIn: String
        let preview: String
        let check: String
        let person: String
        let assignment: String
        let version: Int
        let least: String
        let most: String
    }

    let frame: Frame
    let due: Moment
    let isLate: Bool
    let prompt: Markdown
    let desk: Desk
    let text: String
    /// What stands in the field isn't stored.
    let isUnsaved: Bool
    /// Why nothing can be written; the text stands there to be read.
    let why: String?
    let canWrite: Bool
    let words: String
    let wordFault: String?
    let saved: Moment?
    let mistake: String?
    let preview: Markdown?
    /// That something was handed in before.
    let before: String?
    let readers: String
    let findings: FindingList
    let contacts: ContactCard
    let community: Link?
    let notes: Link
    let assignment: String
    let token: String
    let tokenField = FormToken.field

    init(
        _ visit: Visit, _ record: AssignmentRecord, _ draft: Draft, _ contacts: ContactCard,
        typed: String? = nil, isPreview: Bool = false, _ mistakes: Mistakes = .none
    ) {
        let id = record.assignment.id
        frame = visit.frame(
            "Writing: \(record.explorationTitle)", in: .assignments,
            crumbs: [
                Link("Assignments", .assignments), Link(record.explorationTitle, .assignment(id)),
            ],
            scripts: [Script("writing.js"), Script("keeping.js"), Script("findings.js")])
        due = visit.moment(record.assignment.dueAt, offering: record.zone)
        isLate =
            visit.now > record.assignment.dueAt
            && record.learnerView(at: visit.now).state != .returned
        prompt = Markdown(record.prompt)
        desk = Desk(visit, record, draft)
        text = typed ?? draft.body
        isUnsaved = typed != nil
        why = AssignmentPage.whyClosed(record, visit)
        canWrite = why == nil
        let limits = WordLimits(record)
        let count = typed.map(Reflection.words) ?? draft.words
        words = limits.said(of: count)
        wordFault = count > 0 ? limits.fault(of: count) : nil
        saved = draft.savedAt.map { visit.moment($0, offering: record.zone) }
        mistake = mistakes.at("/body") ?? mistakes.general
        preview = isPreview ? Markdown(draft.body) : nil
        before = record.handedInBefore(at: visit.now)
        readers = record.readersSentence
        findings = FindingList(draft)
        self.contacts = contacts
        community = record.assignment.community.map {
            Link(record.communityName ?? "", .community($0))
        }
        notes = Link("Field notes", .fieldNotes(id))
        assignment = Address.assignment(id).path
        token = visit.formToken
    }
}

extension WritingPage.Desk {
    init(_ visit: Visit, _ record: AssignmentRecord, _ draft: Draft) {
        let id = record.assignment.id
        action = Address.writing(id).path
        api = "/api/v1/assignments/\(id)/draft"
        preview = Address.writing(id).with([("preview", "true")])
        check = Address.submission(id).path
        signIn = Address.signIn.with([("to", Address.assignments.path)])
        person = visit.actor.person?.description ?? ""
        assignment = id.description
        version = draft.version
        least = record.wordsLeast.map { "\($0)" } ?? ""
        most = record.wordsMost.map { "\($0)" } ?? ""
    }
}
