import Domain
import Edge
import Foundation
import Hummingbird
import Store

/// One learner's work for the staff: its state, what was handed in, more time, its reader.
struct StaffWorkPage: Page {
    static let template = PageTemplate(PackageResources.staff_work_mustache)

    struct Receipt: Sendable {
        let name: String
        /// Where it is read; nil for those who read no texts.
        let href: String?
        let about: String
        let isLate: Bool
    }

    let frame: Frame
    let tag: StateTag
    let facts: [ExplorationPage.Fact]
    let receipts: [Receipt]
    let mistake: String?
    let token: String
    let tokenField = FormToken.field
    let once: String
    let version: Int
    let moreTime: String
    let dueAt: Field
    let closesAt: Field
    let reason: Select
    let excuse: String
    let excuseReason: Select
    let reader: String
    let readers: Select
    let isOpen: Bool
    let readsTexts: Bool

    init(
        _ visit: Visit, _ scene: StaffWorkScene, _ form: Form? = nil, _ mistakes: Mistakes = .none
    ) {
        let (work, zone) = (scene.record.assignment, scene.record.zone)
        frame = visit.frame(
            "\(scene.record.explorationTitle): \(scene.record.whose)", in: .offerings,
            crumbs: visit.crumbs(
                scene.offering,
                [
                    Link("Explorations", .explorations(work.offering)),
                    Link(scene.record.explorationTitle, .exploration(work.exploration)),
                ]), tabs: visit.tabs(scene.offering, .explorations),
            foot: "The learner sees that more time was given, until when, and the reason’s code.")
        tag = StateTag(work.state)
        readsTexts = scene.offering.role == .instructor
        facts = scene.facts(visit)
        receipts = scene.receipts.submissions.map {
            Receipt(
                $0, isBlind: scene.receipts.isReadBlind, reads: scene.offering.role == .instructor,
                visit, zone)
        }
        mistake =
            mistakes.status == 412
            ? "Someone changed this meanwhile. It stands here as it is now; choose again."
            : mistakes.general
        token = visit.formToken
        once = visit.formKey
        version = work.version
        isOpen = ![.complete, .excused].contains(work.state)
        moreTime = Address.moreTime(work.id).path
        (dueAt, closesAt) = Self.times(zone, form, mistakes)
        reason = Self.reasons("reason", form)
        excuse = Address.excuse(work.id).path
        excuseReason = Self.reasons("excuse_reason", form)
        reader = Address.reader(work.id).path
        readers = Select(
            "reader", "Reader",
            [("", "nobody by name: every instructor may")]
                + scene.readers.map { ("\($0.enrollment.person)", $0.name) },
            chosen: form?.filled("reader") ?? work.reader?.description ?? "",
            error: mistakes.at("/reader_id"))
    }

    private static func times(
        _ zone: String, _ form: Form?, _ mistakes: Mistakes
    ) -> (dueAt: Field, closesAt: Field) {
        let dueAt = Field(
            "due_at", "Due at the latest", hint: "\(LocalTime.said(zone)).",
            value: form?["due_at"] ?? "", type: "datetime-local", error: mistakes.at("/due_at"))
        let closesAt = Field(
            "closes_at", "Closes", hint: "Empty: it moves with the due time.",
            value: form?["closes_at"] ?? "", type: "datetime-local",
            error: mistakes.at("/closes_at"), isRequired: false)
        return (dueAt, closesAt)
    }

    private static func reasons(_ name: String, _ form: Form?) -> Select {
        Select(
            name, "Reason, as a code", Extension.Reason.allCases.map { ($0.rawValue, $0.said) },
            chosen: form?[name] ?? "", hint: "No medical words are kept anywhere.")
    }
}

extension Extension.Reason {
    var said: String {
        self == .confidential ? "confidential, held by the student office" : rawValue
    }
}

extension StaffWorkPage.Receipt {
    fileprivate init(
        _ made: Submission, isBlind: Bool, reads: Bool, _ visit: Visit, _ zone: String
    ) {
        name = "Submission \(made.number)"
        href = reads ? Address.reading(made.id).path : nil
        let time =
            isBlind ? "" : " Handed in \(visit.moment(made.submittedAt, offering: zone).text)."
        let draft = made.takenFromDraft ? " Taken from the draft at the close." : ""
        about = "\(Said.count(made.words, "word")).\(time)\(draft)"
        isLate = made.isLate
    }
}

/// What the page of one learner's work is made from.
struct StaffWorkScene: Sendable {
    let record: AssignmentRecord
    let offering: OfferingRecord
    let receipts: Receipts
    let readers: [EnrollmentRecord]

    /// Learners have a page of their own.
    init(_ id: ID<Assignment>, _ visit: Visit, _ records: Records) async throws {
        let actor = visit.actor
        record = try await records.assignment(id, by: actor)
        let offering = try await records.offering(record.assignment.offering, by: actor)
        self.offering = offering
        guard offering.role != .learner else { throw NotFound() }
        receipts = try await records.receipts(of: id, by: actor)
        readers = try await records.enrollments(
            of: record.assignment.offering,
            EnrollmentFilter(role: .instructor, state: .enrolled), by: actor,
            PageRequest(limit: PageRequest.most)
        ).items
    }

    fileprivate func facts(_ visit: Visit) -> [ExplorationPage.Fact] {
        let work = record.assignment
        let reader = readers.first { $0.enrollment.person == work.reader }?.name
        let given = record.extensions.map {
            "until \(visit.moment($0.dueAt, offering: record.zone).text) (\($0.reason.said))"
        }
        return [
            ("Community", record.communityName ?? "none"),
            ("Due", visit.moment(work.dueAt, offering: record.zone).text),
            (
                "Closes",
                work.closesAt.map { visit.moment($0, offering: record.zone).text } ?? "stays open"
            ),
            ("Read by", reader ?? "any instructor"),
            ("More time", given.isEmpty ? "none" : given.joined(separator: "; ")),
        ].filter {
            // A blind reader learns no times of the learner's own.
            record.learnerName != nil || !["Closes", "More time"].contains($0.0)
        }.map(ExplorationPage.Fact.init)
    }
}
