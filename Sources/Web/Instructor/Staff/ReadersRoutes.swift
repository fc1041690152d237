import Domain
import Edge
import HTTPTypes
import Hummingbird
import Store

/// Recusals and hand-overs.
struct ReadersRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/offerings/{id}/readers", use: show),
            PageRoute(.post, "/offerings/{id}/readers", use: recuse),
            PageRoute(.post, "/offerings/{id}/readers/recusal-ends", use: end),
            PageRoute(.post, "/offerings/{id}/readers/hand-over", use: handOver),
        ]
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        ReadersPage(visit, try await ReadersScene(visit, visit.request.page(), records))
            .shown(visit.request)
    }

    @Sendable func recuse(_ visit: Visit) async throws -> Response {
        try await acting(visit, .recusalRecorded) { id, form in
            try await records.recuse(
                Self.person(form, "reader"), from: Self.person(form, "learner"), in: id,
                by: visit.actor, at: visit.now)
        }
    }

    @Sendable func end(_ visit: Visit) async throws -> Response {
        try await acting(visit, .recusalEnded) { id, form in
            try await records.removeRecusal(
                of: Self.person(form, "reader"), from: Self.person(form, "learner"), in: id,
                by: visit.actor, at: visit.now)
        }
    }

    @Sendable func handOver(_ visit: Visit) async throws -> Response {
        try await acting(visit, .handedOver) { id, form in
            _ = try await records.handOver(
                from: Self.person(form, "from"), to: Self.person(form, "to"), in: id,
                by: visit.actor, at: visit.now, once: visit.once(form))
        }
    }

    private static func person(_ form: Form, _ name: String) throws -> ID<Person> {
        guard let id = ID<Person>(form[name]) else {
            throw Invalid("", "missing", "Choose both people.")
        }
        return id
    }

    private func acting(
        _ visit: Visit, _ done: Notice, _ act: (ID<Offering>, Form) async throws -> Void
    ) async throws -> Response {
        let form = try await visit.form()
        let id: ID<Offering> = try visit.id()
        do {
            try await act(id, form)
            return Shown.redirect(.readers(id), done: done)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            let scene = try await ReadersScene(visit, PageRequest(), records)
            return ReadersPage(visit, scene, form, mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
    }
}
