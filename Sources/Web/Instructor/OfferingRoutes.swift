import Domain
import Edge
import HTTPTypes
import Hummingbird
import Store

/// The offerings of someone on the staff, and one of them at a glance.
struct OfferingRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/offerings", use: list),
            PageRoute(.get, "/offerings/{id}", use: show),
        ]
    }

    @Sendable func list(_ visit: Visit) async throws -> Response {
        let page = try await records.offerings(by: visit.actor, visit.request.page())
        return OfferingsPage(visit, page).shown(visit.request)
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        let id: ID<Offering> = try visit.id()
        let record = try await records.offering(id, by: visit.actor)
        async let explorations = records.explorations(
            of: id, by: visit.actor, PageRequest(limit: PageRequest.most))
        async let grades = records.courseGrades(
            of: id, by: visit.actor, at: visit.now, visit.request.page())
        let glance = OfferingGlance(
            record: record, explorations: try await explorations.items,
            learners: try await grades, waiting: try await waiting(in: record, visit),
            blind: try await blind(in: try await explorations.items, record, visit))
        return OfferingPage(visit, glance).shown(visit.request)
    }

    /// Nobody but instructors has a queue.
    private func waiting(
        in record: OfferingRecord, _ visit: Visit
    ) async throws -> Store.Page<QueueEntry>? {
        guard record.role == .instructor else { return nil }
        return try await records.queue(
            of: record.offering.id, by: visit.actor, at: visit.now,
            PageRequest(limit: PageRequest.most))
    }

    /// What readers of blind work see of it in the place of names.
    private func blind(
        in explorations: [ExplorationRecord], _ record: OfferingRecord, _ visit: Visit
    ) async throws -> [OfferingGlance.Blind] {
        guard record.role == .instructor, record.offering.finalizedAt == nil else { return [] }
        var all: [OfferingGlance.Blind] = []
        for one in explorations.map(\.exploration) where one.isBlind && one.state == .published {
            let page = try await records.assignments(
                of: one.id, by: visit.actor, PageRequest(limit: PageRequest.most))
            all.append(OfferingGlance.Blind(exploration: one, work: page.items))
        }
        return all
    }
}
