import Domain
import Edge
import Hummingbird
import Store

/// Course grades as they stand, to be approved by an instructor.
struct ApprovalsPage: Page {
    static let template = PageTemplate(PackageResources.approvals_mustache)

    struct Line: Sendable {
        let name: String
        let grade: String
        let sentence: String
        let tag: StateTag
        let approval: String?
        /// Nil where nothing can be approved.
        let box: Choice?
    }

    let frame: Frame
    let action: String
    let token: String
    let tokenField = FormToken.field
    let once: String
    let lines: [Line]
    let next: String?
    let mistake: String?
    let faults: [String]
    let isAny: Bool

    init(
        _ visit: Visit, _ record: OfferingRecord, _ page: Store.Page<CourseGradeRecord>,
        _ form: Form? = nil, _ mistakes: Mistakes = .none
    ) {
        let id = record.offering.id
        frame = visit.frame(
            "Approve course grades", in: .offerings, crumbs: visit.crumbs(record),
            tabs: visit.tabs(record),
            foot: "A learner sees the course grade once it is approved.")
        action = Address.approvals(id).path
        token = visit.formToken
        once = form?.filled(FormKey.field) ?? visit.formKey
        let marked = Set(form?.all("learner") ?? [])
        lines = page.items.map { Line($0, marked, visit, record.offering.zone) }
        next = page.next.map { Address.approvals(id).with([("cursor", $0.text)]) }
        mistake = mistakes.general
        faults = mistakes.below("/")
        isAny = lines.contains { $0.box != nil }
    }
}

extension ApprovalsPage.Line {
    fileprivate init(
        _ record: CourseGradeRecord, _ marked: Set<String>, _ visit: Visit, _ zone: String
    ) {
        name = record.name
        var open = false
        switch record.isCourseHidden ? nil : record.candidate {
        case .grade(let grade, let explanation):
            (self.grade, sentence) = (grade.code, explanation)
            open = !record.isApproved
            tag = record.isApproved ? StateTag("approved", "done") : StateTag("to approve", "due")
        case .missing(let titles):
            (grade, sentence) = ("–", "No grade yet for \(titles.joined(separator: ", ")).")
            tag = StateTag("not yet")
        case nil:
            grade = "–"
            sentence =
                record.isCourseHidden
                ? "Shown once all blind work is graded." : "The section has no grade rule yet."
            tag = StateTag("not yet")
        }
        approval =
            record.isCourseHidden
            ? nil
            : record.standing.approval.map {
                "\($0.grade.code) approved by \(record.approver ?? "someone who left"), "
                    + visit.moment($0.at, offering: zone).text
            }
        box =
            open
            ? Choice(
                "learner", "\(record.enrollment)", "Approve \(grade) for \(name)",
                isChosen: marked.contains("\(record.enrollment)")) : nil
    }
}

/// The approval of course grades.
struct ApprovalRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/offerings/{id}/approvals", use: show),
            PageRoute(.post, "/offerings/{id}/approvals", use: approve),
        ]
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        try await page(visit, visit.request.page(), nil, .none)
    }

    @Sendable func approve(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let id: ID<Offering> = try visit.id()
        do {
            let marked = form.all("learner").compactMap { ID<Enrollment>($0) }
            guard !marked.isEmpty else {
                throw Invalid("", "empty", "Mark at least one grade to approve.")
            }
            _ = try await records.approveGrades(
                of: id, learners: marked, by: visit.actor, at: visit.now, once: visit.once(form))
            return Shown.redirect(.approvals(id), done: .gradesApproved)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return try await page(visit, PageRequest(), form, mistakes)
        }
    }

    /// Nobody but instructors approves.
    private func page(
        _ visit: Visit, _ part: PageRequest, _ form: Form?, _ mistakes: Mistakes
    ) async throws -> Response {
        let record = try await records.offering(visit.id(), by: visit.actor)
        guard record.role == .instructor else { throw NotFound() }
        let grades = try await records.courseGrades(
            of: record.offering.id, by: visit.actor, at: visit.now, part)
        return ApprovalsPage(visit, record, grades, form, mistakes)
            .shown(visit.request, .init(code: mistakes.status))
    }
}
