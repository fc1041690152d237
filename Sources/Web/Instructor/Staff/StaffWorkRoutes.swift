import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// What the staff do with one learner's work, beside reading it.
struct StaffWorkRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/assignments/{id}/staff", use: show),
            PageRoute(.post, "/assignments/{id}/staff/extensions", use: extend),
            PageRoute(.post, "/assignments/{id}/staff/excuses", use: excuse),
            PageRoute(.post, "/assignments/{id}/staff/reader", use: nameReader),
        ]
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        StaffWorkPage(visit, try await StaffWorkScene(visit.id(), visit, records))
            .shown(visit.request)
    }

    @Sendable func extend(_ visit: Visit) async throws -> Response {
        try await acting(visit, .extended) { id, form in
            let zone = try await records.assignment(id, by: visit.actor).zone
            func time(_ name: String) throws -> Date {
                guard let date = LocalTime.date(form[name], in: zone) else {
                    throw Invalid("/\(name)", "unreadable", "Choose a day and a time.")
                }
                return date
            }
            _ = try await records.extend(
                id, until: time("due_at"),
                closesAt: form.filled("closes_at") == nil ? nil : time("closes_at"),
                reason: Self.reason(form["reason"]), by: visit.actor, at: visit.now,
                once: visit.once(form))
        }
    }

    @Sendable func excuse(_ visit: Visit) async throws -> Response {
        try await acting(visit, .excused) { id, form in
            _ = try await records.excuse(
                id, reason: Self.reason(form["excuse_reason"]), by: visit.actor, at: visit.now,
                once: visit.once(form))
        }
    }

    @Sendable func nameReader(_ visit: Visit) async throws -> Response {
        try await acting(visit, .readerNamed) { id, form in
            try await records.nameReader(
                form.filled("reader").flatMap { ID<Person>($0) }, of: id,
                version: Int(form["version"]) ?? 0, by: visit.actor, at: visit.now)
        }
    }

    private static func reason(_ code: String) throws -> Extension.Reason {
        guard let reason = Extension.Reason(rawValue: code) else {
            throw Invalid("", "unknown-value", "Choose a reason of the list.")
        }
        return reason
    }

    /// One act, then the page again: as it is, or with what was wrong.
    private func acting(
        _ visit: Visit, _ done: Notice,
        _ act: (ID<Assignment>, Form) async throws -> Void
    ) async throws -> Response {
        let form = try await visit.form()
        let id: ID<Assignment> = try visit.id()
        do {
            try await act(id, form)
            return Shown.redirect(.staffWork(id), done: done)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            let scene = try await StaffWorkScene(id, visit, records)
            return StaffWorkPage(visit, scene, form, mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
    }
}
