import Domain
import Hummingbird
import Store

/// The offerings that someone teaches, runs, or learns in.
struct OfferingsPage: Page {
    static let template = PageTemplate(PackageResources.offerings_mustache)

    struct Line: Sendable {
        let title: String
        let href: String
        let role: String
        let about: String
    }

    let frame: Frame
    let lines: [Line]
    /// Where one is made, for those who may.
    let add: String?
    /// Where the list goes on.
    let next: String?

    init(_ visit: Visit, _ page: Store.Page<OfferingRecord>) {
        frame = visit.frame("Offerings", in: .offerings)
        lines = page.items.map(Line.init)
        add =
            Policy.allows(.createOffering, by: visit.actor) ? Address.addOffering.path : nil
        next = page.next.map { Address.offerings.with([("cursor", $0.text)]) }
    }
}

extension OfferingsPage.Line {
    fileprivate init(_ record: OfferingRecord) {
        let offering = record.offering
        title = offering.title
        href =
            record.role == .learner ? Address.today.path : Address.offering(offering.id).path
        role = record.role?.rawValue ?? "office"
        let days = "\(Said.day(offering.startsOn)) to \(Said.day(offering.endsOn))"
        about =
            "\(record.course.code), \(days). "
            + Said.count(record.sections.count, "section") + "."
            + (offering.isExample ? " An example." : "")
    }
}
