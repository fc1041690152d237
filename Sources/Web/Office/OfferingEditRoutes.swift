import Domain
import Edge
import Hummingbird
import Store

/// Making an offering, and changing what is said of it.
struct OfferingEditRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/offerings/new", use: showNew),
            PageRoute(.post, "/offerings/new", use: make),
            PageRoute(.get, "/offerings/{id}/edit", use: show),
            PageRoute(.post, "/offerings/{id}/edit", use: edit),
        ]
    }

    @Sendable func showNew(_ visit: Visit) async throws -> Response {
        try Policy.check(.createOffering, by: visit.actor)
        return OfferingEditPage(visit, nil, OfferingForm(visit, nil)).shown(visit.request)
    }

    @Sendable func make(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        do {
            let sent = try OfferingSent(form)
            let id = try await records.createOffering(
                sent.content, of: sent.course, by: visit.actor, at: visit.now,
                once: visit.once(form))
            return Shown.redirect(.offeringEdit(id), done: .offeringMade)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return OfferingEditPage(visit, nil, OfferingForm(visit, nil, form, mistakes))
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        let record = try await editable(visit)
        return OfferingEditPage(visit, record, OfferingForm(visit, record)).shown(visit.request)
    }

    @Sendable func edit(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let record = try await editable(visit)
        do {
            let sent = try OfferingSent(form, isExample: record.offering.isExample)
            try await records.edit(
                record.offering.id, to: sent.content, version: Int(form["version"]) ?? 0,
                by: visit.actor, at: visit.now)
            return Shown.redirect(.offeringEdit(record.offering.id), done: .offeringEdited)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return OfferingEditPage(visit, record, OfferingForm(visit, record, form, mistakes))
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    private func editable(_ visit: Visit) async throws -> OfferingRecord {
        let record = try await records.offering(visit.id(), by: visit.actor)
        try Policy.check(.editOffering, by: visit.actor, Ties(enrolledAs: record.role))
        return record
    }
}

struct OfferingEditPage: Page {
    static let template = PageTemplate(PackageResources.offering_edit_mustache)

    let frame: Frame
    let form: OfferingForm
    let token: String
    let tokenField = FormToken.field

    init(_ visit: Visit, _ record: OfferingRecord?, _ form: OfferingForm) {
        frame = visit.frame(
            record == nil ? "Make an offering" : "Offering and sections", in: .offerings,
            crumbs: record.map { visit.crumbs($0) } ?? [Link("Offerings", .offerings)],
            tabs: record.map { visit.tabs($0) } ?? [])
        self.form = form
        token = visit.formToken
    }
}
