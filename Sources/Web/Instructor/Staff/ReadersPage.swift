import Domain
import Hummingbird
import Store

/// Who reads in an offering: recusals, and the hand-over when a reader is replaced.
struct ReadersPage: Page {
    static let template = PageTemplate(PackageResources.readers_mustache)

    struct Line: Sendable {
        let reader: String
        let learner: String
        let readerID: String
        let learnerID: String
        let since: Moment
    }

    let frame: Frame
    let action: String
    let end: String
    let handOver: String
    let token: String
    let tokenField = FormToken.field
    let once: String
    let mistake: String?
    let lines: [Line]
    let next: String?
    let recusal: [Select]
    let handing: [Select]

    init(
        _ visit: Visit, _ scene: ReadersScene, _ form: Form? = nil, _ mistakes: Mistakes = .none
    ) {
        let id = scene.offering.offering.id
        frame = visit.frame(
            "Readers and recusals", in: .offerings, crumbs: visit.crumbs(scene.offering),
            tabs: visit.tabs(scene.offering),
            foot: "A recusal has no reason; the staff alone see that it is there.")
        (action, end) = (Address.readers(id).path, Address.endRecusal(id).path)
        handOver = Address.handOver(id).path
        token = visit.formToken
        once = visit.formKey
        mistake = mistakes.general
        let names = Dictionary(
            scene.people.map { ($0.enrollment.person, $0.name) },
            uniquingKeysWith: { first, _ in first })
        lines = scene.recusals.items.map {
            Line(
                reader: names[$0.reader] ?? "someone who left",
                learner: names[$0.learner] ?? "someone who left", readerID: "\($0.reader)",
                learnerID: "\($0.learner)",
                since: visit.moment($0.recordedAt, offering: scene.offering.offering.zone))
        }
        next = scene.recusals.next.map { Address.readers(id).with([("cursor", $0.text)]) }
        recusal = Self.recusal(scene.people, form)
        handing = Self.handing(scene.people, form, mistakes)
    }

    private static func options(
        _ people: [EnrollmentRecord], _ fits: (Enrollment) -> Bool
    ) -> [(String, String)] {
        [("", "choose")]
            + people.filter { fits($0.enrollment) }.map {
                ("\($0.enrollment.person)", $0.name)
            }
    }

    private static func recusal(_ people: [EnrollmentRecord], _ form: Form?) -> [Select] {
        [
            Select(
                "reader", "Reader", options(people) { $0.role == .instructor },
                chosen: form?["reader"] ?? ""),
            Select(
                "learner", "Learner", options(people) { $0.role == .learner },
                chosen: form?["learner"] ?? ""),
        ]
    }

    private static func handing(
        _ people: [EnrollmentRecord], _ form: Form?, _ mistakes: Mistakes
    ) -> [Select] {
        [
            Select(
                "from", "From", options(people) { $0.role == .instructor },
                chosen: form?["from"] ?? "", error: mistakes.at("/from_id")),
            Select(
                "to", "To", options(people) { $0.role == .instructor && $0.state == .enrolled },
                chosen: form?["to"] ?? "", error: mistakes.at("/to_id")),
        ]
    }
}

/// What the page of readers is made from.
struct ReadersScene: Sendable {
    let offering: OfferingRecord
    let recusals: Store.Page<Recusal>
    let people: [EnrollmentRecord]

    init(_ visit: Visit, _ page: PageRequest, _ records: Records) async throws {
        let id: ID<Offering> = try visit.id()
        offering = try await records.offering(id, by: visit.actor)
        recusals = try await records.recusals(of: id, by: visit.actor, page)
        var people: [EnrollmentRecord] = []
        var part = PageRequest(limit: PageRequest.most)
        while true {
            let found = try await records.enrollments(of: id, by: visit.actor, part)
            people += found.items
            guard let next = found.next else { break }
            part = PageRequest(limit: PageRequest.most, after: next)
        }
        self.people = people
    }
}
