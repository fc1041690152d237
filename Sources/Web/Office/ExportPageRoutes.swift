import Domain
import Edge
import Foundation
import Hummingbird
import Interchange
import Store

/// Exports of an offering: a look, making one, and its life.
struct ExportPageRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/offerings/{id}/exports", use: list),
            PageRoute(.post, "/offerings/{id}/exports", use: make),
            PageRoute(.get, "/exports/{id}", use: show),
            PageRoute(.post, "/exports/{id}/events", use: move),
        ]
    }

    /// With a look at what a new one would hold, where that is asked for.
    @Sendable func list(_ visit: Visit) async throws -> Response {
        let query = visit.request
        let ask = ExportAsk(
            format: query.filled("format"), section: query.filled("section"),
            failed: query.filled("failed"))
        return try await page(visit, ask).shown(query)
    }

    @Sendable func make(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let ask = ExportAsk(
            format: form["format"], section: form.filled("section"), failed: form.filled("failed"))
        do {
            let id = try await make(ask, visit, visit.once(form))
            return Shown.redirect(.export(id), done: .exportMade)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return try await page(visit, ask).shown(visit.request, .init(code: mistakes.status))
        }
    }

    private func make(
        _ ask: ExportAsk, _ visit: Visit, _ once: IdempotencyKey?
    ) async throws -> ID<Export> {
        try await records.makeExport(
            of: visit.id(), section: ask.section, failed: ask.failed, ask.format,
            rendering: { try $0.bytes(ask.format, $1) }, by: visit.actor, at: visit.now,
            once: once)
    }

    private func page(_ visit: Visit, _ ask: ExportAsk) async throws -> ExportsPage {
        let id: ID<Offering> = try visit.id()
        let record = try await records.offering(id, by: visit.actor)
        let made = try await records.exports(of: id, by: visit.actor, visit.request.page(of: 50))
        guard ask.isAsked else { return ExportsPage(visit, record, made, ask) }
        do {
            let export = try await records.previewExport(
                of: id, section: ask.section, failed: ask.failed, ask.format, by: visit.actor,
                at: visit.now)
            return ExportsPage(
                visit, record, made, ask, preview: ExportPreview(visit, ask, export))
        } catch let invalid as Invalid {
            return ExportsPage(visit, record, made, ask, faults: invalid.faults.map(\.detail))
        } catch {
            guard let fault = Mistakes(error)?.general else { throw error }
            return ExportsPage(visit, record, made, ask, faults: [fault])
        }
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        try await export(visit).shown(visit.request)
    }

    @Sendable func move(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let id: ID<Export> = try visit.id()
        do {
            try await records.recordExportState(
                Self.state(form), of: id, rows: Self.rows(form), by: visit.actor, at: visit.now,
                once: visit.once(form))
            return Shown.redirect(.export(id), done: .exportMoved)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return try await export(visit, form, mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    private static func state(_ form: Form) throws -> Export.State {
        guard let state = Export.State(rawValue: form["state"]) else {
            throw Invalid("", "missing", "Choose what became of it.")
        }
        return state
    }

    /// Of a rejection, as the registrar's system writes them.
    private static func rows(_ form: Form) throws -> [RejectedRow] {
        guard let text = form.filled("rows") else { return [] }
        do throws(FileRefusal) {
            return try RejectionFile(Array(text.utf8)).rows.map {
                RejectedRow(registrarID: $0.registrarID, said: $0.said)
            }
        } catch {
            throw Invalid("/rows", "unreadable-file", error.description)
        }
    }

    private func export(
        _ visit: Visit, _ form: Form? = nil, _ mistakes: Mistakes = .none
    ) async throws -> ExportPage {
        let id: ID<Export> = try visit.id()
        let export = try await records.export(id, by: visit.actor)
        let record = try await records.offering(export.offering, by: visit.actor)
        let facts = ExportFacts(
            events: try await records.exportEvents(of: id, by: visit.actor),
            changes: try await records.gradeChanges(since: id, by: visit.actor, at: visit.now),
            lines: try await records.exportLines(
                of: id, by: visit.actor, visit.request.page(of: 200)))
        return ExportPage(
            visit, record, export, facts, next: ExportNext(visit, export, form, mistakes))
    }
}
