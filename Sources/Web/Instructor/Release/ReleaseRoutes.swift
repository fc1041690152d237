import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// The release of feedback, after a look at whose it is and what becomes visible.
struct ReleaseRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/offerings/{id}/release", use: show),
            PageRoute(.post, "/offerings/{id}/release/review", use: review),
            PageRoute(.post, "/offerings/{id}/release", use: release),
            PageRoute(.post, "/scheduled-releases/{id}/cancellation", use: cancel),
            PageRoute(.post, "/released-feedback/{id}/withdrawal", use: withdraw),
        ]
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        ReleasePage(visit, try await ReleaseScene(visit.id(), visit, records))
            .shown(visit.request)
    }

    /// Nothing happens yet.
    @Sendable func review(_ visit: Visit) async throws -> Response {
        try await reviewing(visit, try await visit.form(), .none)
    }

    @Sendable func release(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let id: ID<Offering> = try visit.id()
        do {
            let items = form.all("piece").compactMap { ReleaseItem($0) }
            guard form["when"] == "at" else {
                _ = try await records.release(
                    items, of: id, by: visit.actor, at: visit.now, once: visit.once(form))
                return Shown.redirect(.release(id), done: .released)
            }
            let zone = try await records.offering(id, by: visit.actor).offering.zone
            guard let time = LocalTime.date(form["at"], in: zone) else {
                throw Invalid("/release_at", "unreadable", "Choose a day and a time.")
            }
            _ = try await records.scheduleRelease(
                items, at: time, of: id, by: visit.actor, at: visit.now, once: visit.once(form))
            return Shown.redirect(.release(id), done: .releaseScheduled)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return try await reviewing(visit, form, mistakes)
        }
    }

    private func reviewing(
        _ visit: Visit, _ form: Form, _ mistakes: Mistakes
    ) async throws -> Response {
        let record = try await records.offering(visit.id(), by: visit.actor)
        let candidates = try await records.releaseCandidates(
            of: record.offering.id, by: visit.actor, PageRequest(limit: PageRequest.most))
        return ReleaseReviewPage(visit, record, candidates.items, form, mistakes)
            .shown(visit.request, .init(code: mistakes.status))
    }

    @Sendable func cancel(_ visit: Visit) async throws -> Response {
        _ = try await visit.form()
        let id: ID<ScheduledRelease> = try visit.id()
        let scheduled = try await records.scheduledRelease(id, by: visit.actor)
        do {
            try await records.cancelRelease(id, by: visit.actor, at: visit.now)
            return Shown.redirect(.release(scheduled.offering), done: .releaseCancelled)
        } catch {
            return try await again(visit, scheduled.offering, error)
        }
    }

    /// The form names the offering to come back to.
    @Sendable func withdraw(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        guard let offering = ID<Offering>(form["offering"]) else { throw NotFound() }
        do {
            let wasOpened = try await records.withdrawRelease(
                try visit.id(), by: visit.actor, at: visit.now)
            return Shown.redirect(
                .release(offering),
                done: wasOpened ? .openedReleaseWithdrawn : .releaseWithdrawn)
        } catch {
            return try await again(visit, offering, error)
        }
    }

    private func again(
        _ visit: Visit, _ offering: ID<Offering>, _ error: any Error
    ) async throws -> Response {
        guard let mistakes = Mistakes(error) else { throw error }
        return ReleasePage(visit, try await ReleaseScene(offering, visit, records), mistakes)
            .shown(visit.request, .init(code: mistakes.status))
    }
}
