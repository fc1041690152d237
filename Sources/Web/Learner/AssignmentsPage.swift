import Domain
import Foundation
import Store

/// Everything that a learner has got, by offering.
struct AssignmentsPage: Page {
    static let template = PageTemplate(PackageResources.assignments_mustache)

    struct Course: Sendable {
        let id: String
        let title: String
        let picture: ProgressPicture
        let items: [WorkItem]
    }

    let frame: Frame
    let courses: [Course]
    let next: String?

    init(_ visit: Visit, _ work: Store.Page<OwnWork>) {
        frame = visit.frame("Assignments", in: .assignments)
        let order = work.items.map(\.record.assignment.offering)
        let byOffering = Dictionary(grouping: work.items, by: \.record.assignment.offering)
        var seen: Set<ID<Offering>> = []
        courses = order.filter { seen.insert($0).inserted }.map { offering in
            let items = byOffering[offering] ?? []
            return Course(
                id: "offering-\(offering)", title: items.first?.record.offeringTitle ?? "",
                picture: ProgressPicture(items, at: visit.now),
                items: items.map { WorkItem($0, visit, opens: Address.assignment) })
        }
        next = work.next.map { Address.assignments.with([("cursor", $0.text)]) }
    }
}
