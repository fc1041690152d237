import Domain
import Edge
import HTTPTypes
import Hummingbird
import Store

/// What instructors set: explorations, from the first draft to their withdrawal.
struct ExplorationRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/offerings/{id}/explorations", use: list),
            PageRoute(.post, "/offerings/{id}/explorations", use: create),
            PageRoute(.get, "/offerings/{id}/explorations/new", use: write),
            PageRoute(.get, "/explorations/{id}", use: show),
            PageRoute(.post, "/explorations/{id}", use: edit),
            PageRoute(.get, "/explorations/{id}/preview", use: preview),
            PageRoute(.get, "/explorations/{id}/publication", use: publication),
            PageRoute(.post, "/explorations/{id}/publication", use: publish),
            PageRoute(.post, "/explorations/{id}/withdrawal", use: withdraw),
        ]
    }

    @Sendable func list(_ visit: Visit) async throws -> Response {
        let record = try await staffed(visit)
        let page = try await records.explorations(
            of: record.offering.id, by: visit.actor, visit.request.page())
        return ExplorationsPage(visit, record, page).shown(visit.request)
    }

    @Sendable func write(_ visit: Visit) async throws -> Response {
        let record = try await staffed(visit)
        guard record.role == .instructor else { throw NotFound() }
        return WriteExplorationPage(visit, record, try await Shelf(records, visit))
            .shown(visit.request)
    }

    @Sendable func create(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let typed = ExplorationForm(form)
        let record = try await staffed(visit)
        do {
            let id = try await records.createExploration(
                typed.content(in: record.offering.zone), in: record.offering.id,
                by: visit.actor, at: visit.now, once: visit.once(form))
            return Shown.redirect(.exploration(id), done: .explorationSaved)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            let shelf = try await Shelf(records, visit)
            return WriteExplorationPage(visit, record, shelf, typed, mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        ExplorationPage(visit, try await scene(visit)).shown(visit.request)
    }

    @Sendable func edit(_ visit: Visit) async throws -> Response {
        let typed = ExplorationForm(try await visit.form())
        let scene = try await scene(visit)
        let one = scene.record.exploration
        do {
            let content = try typed.content(
                in: scene.zone, published: one.state == .draft ? nil : scene.record)
            try await records.edit(
                one.id, to: content, version: typed.version, by: visit.actor, at: visit.now)
            return Shown.redirect(.exploration(one.id), done: .explorationSaved)
        } catch is PreconditionFailed where typed.isStored(in: scene.record, zone: scene.zone) {
            return Shown.redirect(.exploration(one.id), done: .explorationSaved)
        } catch {
            return try again(visit, scene, error, typed)
        }
    }

    @Sendable func preview(_ visit: Visit) async throws -> Response {
        PreviewPage(visit, try await scene(visit)).shown(visit.request)
    }

    @Sendable func publication(_ visit: Visit) async throws -> Response {
        let scene = try await PublicationScene(visit.id(), visit, records)
        return PublicationPage(visit, scene).shown(visit.request)
    }

    @Sendable func publish(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let id: ID<Exploration> = try visit.id()
        do {
            _ = try await records.publish(
                id, Publication(form), by: visit.actor, at: visit.now, once: visit.once(form))
            return Shown.redirect(.exploration(id), done: .explorationPublished)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            let scene = try await PublicationScene(id, visit, records)
            return PublicationPage(visit, scene, form, mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    @Sendable func withdraw(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let id: ID<Exploration> = try visit.id()
        do {
            try await records.withdraw(
                id, version: Int(form["version"]) ?? 0, by: visit.actor, at: visit.now)
            return Shown.redirect(.exploration(id), done: .explorationWithdrawn)
        } catch {
            return try again(visit, try await scene(visit), error, nil)
        }
    }

    private func scene(_ visit: Visit) async throws -> ExplorationScene {
        try await ExplorationScene(visit.id(), visit, records)
    }

    /// Learners have pages of their own.
    private func staffed(_ visit: Visit) async throws -> OfferingRecord {
        let record = try await records.offering(visit.id(), by: visit.actor)
        guard record.role != .learner else { throw NotFound() }
        return record
    }

    private func again(
        _ visit: Visit, _ scene: ExplorationScene, _ error: any Error, _ typed: ExplorationForm?
    ) throws -> Response {
        guard let mistakes = Mistakes(error) else { throw error }
        return ExplorationPage(visit, scene, typed, mistakes)
            .shown(visit.request, .init(code: mistakes.status))
    }
}
