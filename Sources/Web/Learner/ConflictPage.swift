import Domain
import Store

/// Two texts of one draft, where it was saved from elsewhere in between: both are shown.
struct ConflictPage: Page {
    static let template = PageTemplate(PackageResources.conflict_mustache)

    let frame: Frame
    let action: String
    let mine: String
    let other: String
    let otherSaved: Moment?
    let version: Int
    let take: String
    let token: String
    let tokenField = FormToken.field

    init(_ visit: Visit, _ record: AssignmentRecord, mine: String, other: Draft) {
        let id = record.assignment.id
        frame = visit.frame(
            "Two versions of your draft", in: .assignments,
            crumbs: [
                Link("Assignments", .assignments), Link(record.explorationTitle, .assignment(id)),
            ])
        action = Address.writing(id).path
        take = Address.writing(id).path
        self.mine = mine
        self.other = other.body
        otherSaved = other.savedAt.map { visit.moment($0, offering: record.zone) }
        version = other.version
        token = visit.formToken
    }
}
