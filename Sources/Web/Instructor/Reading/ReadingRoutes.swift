import Domain
import Edge
import HTTPTypes
import Hummingbird
import Store

/// The readers' queue, and the reading of one submission.
struct ReadingRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/offerings/{id}/queue", use: queue),
            PageRoute(.get, "/submissions/{id}/reading", use: show),
            PageRoute(.post, "/submissions/{id}/reading", use: save),
            PageRoute(.post, "/submissions/{id}/reading-lock", use: lock),
        ]
    }

    @Sendable func queue(_ visit: Visit) async throws -> Response {
        let id: ID<Offering> = try visit.id()
        let filter = try QueueFilter(visit.request)
        let record = try await records.offering(id, by: visit.actor)
        async let page = records.queue(
            of: id, filter, by: visit.actor, at: visit.now, visit.request.page())
        async let explorations = records.explorations(
            of: id, by: visit.actor, PageRequest(limit: PageRequest.most))
        return QueuePage(visit, record, filter, try await page, try await explorations.items)
            .shown(visit.request)
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        let scene = try await scene(visit)
        return ReadingPage(visit, scene).shown(visit.request)
    }

    @Sendable func save(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let typed = ReadingForm(form)
        let id: ID<Submission> = try visit.id()
        do {
            let text = try await records.submission(id, by: visit.actor).body
            _ = try await records.saveFeedback(
                typed.content(on: text), on: id, isReady: typed.isReady, version: typed.version,
                by: visit.actor, at: visit.now)
            return try await after(typed, id, visit)
        } catch is PreconditionFailed {
            guard try await isStored(typed, id, visit) else {
                return try await again(visit, PreconditionFailed(), typed)
            }
            return try await after(typed, id, visit)
        } catch {
            return try await again(visit, error, typed)
        }
    }

    /// A second click of the same form isn't a lost race.
    private func isStored(
        _ typed: ReadingForm, _ id: ID<Submission>, _ visit: Visit
    ) async throws -> Bool {
        guard let stored = try await records.feedback(on: id, by: visit.actor) else {
            return false
        }
        return typed.isStored(in: stored)
    }

    /// After what is ready comes the next one.
    private func after(
        _ typed: ReadingForm, _ id: ID<Submission>, _ visit: Visit
    ) async throws -> Response {
        let filter = try QueueFilter(visit.request)
        guard typed.isReady else {
            let done: Notice = typed.quote.isEmpty ? .feedbackSaved : .commentAdded
            return Shown.redirect(
                Address.reading(id).with(filter.query + [("done", done.rawValue)]))
        }
        try await records.endReading(id, by: visit.actor, at: visit.now)
        let scene = try await scene(visit)
        let address = scene.following.map(Address.reading) ?? .queue(scene.offering.offering.id)
        return Shown.redirect(
            address.with(filter.query + [("done", Notice.feedbackReady.rawValue)]))
    }

    @Sendable func lock(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let id: ID<Submission> = try visit.id()
        do {
            if form["act"] == "end" {
                try await records.endReading(id, by: visit.actor, at: visit.now)
            } else {
                _ = try await records.beginReading(id, by: visit.actor, at: visit.now)
            }
            return Shown.redirect(Address.reading(id).with(try QueueFilter(visit.request).query))
        } catch {
            return try await again(visit, error, nil)
        }
    }

    private func scene(_ visit: Visit) async throws -> ReadingScene {
        try await ReadingScene(
            visit.id(), QueueFilter(visit.request), visit, records)
    }

    private func again(
        _ visit: Visit, _ error: any Error, _ typed: ReadingForm?
    ) async throws -> Response {
        guard let mistakes = Mistakes(error) else { throw error }
        return ReadingPage(visit, try await scene(visit), typed, mistakes)
            .shown(visit.request, .init(code: mistakes.status))
    }
}

extension QueueFilter {
    fileprivate init(_ request: Request) throws {
        let exploration = request.query("exploration").flatMap { ID<Exploration>($0) }
        self.init(exploration: exploration, isNamed: request.query("mine") == "true")
    }
}
