import Domain
import Hummingbird
import Store

/// What waits for a reader, oldest first.
struct QueuePage: Page {
    static let template = PageTemplate(PackageResources.queue_mustache)

    struct Line: Sendable {
        let who: String
        let href: String
        let exploration: String
        let tag: StateTag
        let about: String
        let came: Moment?
        let lock: String?
        let isLate: Bool
        let isMine: Bool
    }

    let frame: Frame
    let action: String
    let explorations: Select
    let mine: Choice
    let lines: [Line]
    let next: String?
    let isFiltered: Bool
    let all: String

    init(
        _ visit: Visit, _ record: OfferingRecord, _ filter: QueueFilter,
        _ page: Store.Page<QueueEntry>, _ explorations: [ExplorationRecord]
    ) {
        let queue = Address.queue(record.offering.id)
        frame = visit.frame(
            "Reading", in: .offerings, crumbs: visit.crumbs(record),
            tabs: visit.tabs(record, .reading),
            foot: "You see what names you as its reader, or nobody.")
        (action, all) = (queue.path, queue.path)
        self.explorations = Select(
            "exploration", "Exploration",
            [("", "all")]
                + explorations.map(\.exploration).filter { $0.state == .published }
                .map { ("\($0.id)", $0.title) },
            chosen: filter.exploration?.description ?? "")
        mine = Choice("mine", "true", "Only what names me", isChosen: filter.isNamed)
        lines = page.items.map { Line($0, filter, visit) }
        next = page.next.map { queue.with(filter.query + [("cursor", $0.text)]) }
        isFiltered = filter != QueueFilter()
    }
}

extension QueuePage.Line {
    fileprivate init(_ entry: QueueEntry, _ filter: QueueFilter, _ visit: Visit) {
        let (record, made) = (entry.assignment, entry.submission)
        let isBlind = record.learnerName == nil
        who = record.learnerName ?? "Code \(record.assignment.blindCode ?? "")"
        href = Address.reading(made.id).with(filter.query)
        exploration = record.explorationTitle
        tag = StateTag(reading: entry.feedback)
        let again = made.number > 1 ? "Submission \(made.number). " : ""
        about = again + Said.count(made.words, "word") + "."
        came = isBlind ? nil : visit.moment(made.submittedAt, offering: record.zone)
        lock = entry.lock.map {
            let until = visit.moment($0.until, offering: record.zone).distance
            return $0.reader == visit.actor.person
                ? "you are reading it" : "\($0.readerName) is reading it; that ends \(until)"
        }
        isLate = made.isLate
        isMine = record.assignment.reader != nil
    }
}
