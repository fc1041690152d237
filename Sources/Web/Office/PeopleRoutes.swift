import Domain
import Edge
import Foundation
import Hummingbird
import Store

/// Who is in an offering: the list, one enrollment, enrolling, more time.
struct PeopleRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/offerings/{id}/people", use: list),
            PageRoute(.get, "/offerings/{id}/enrolling", use: showEnrolling),
            PageRoute(.post, "/offerings/{id}/enrolling", use: enroll),
            PageRoute(.post, "/offerings/{id}/invitations", use: invite),
            PageRoute(.get, "/offerings/{id}/people/{enrollment}", use: show),
            PageRoute(.post, "/offerings/{id}/people/{enrollment}", use: change),
            PageRoute(.post, "/offerings/{id}/people/{enrollment}/accommodations", use: grant),
            PageRoute(
                .post, "/offerings/{id}/people/{enrollment}/accommodations/{accommodation}/end",
                use: endTime),
        ]
    }

    @Sendable func list(_ visit: Visit) async throws -> Response {
        let view = try PeopleView(visit)
        let record = try await records.offering(view.offering, by: visit.actor)
        let page = try await records.enrollments(
            of: view.offering, view.filter, by: visit.actor, visit.request.page(of: 100))
        return PeoplePage(visit, record, view, page).shown(visit.request)
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        try await page(visit).shown(visit.request)
    }

    @Sendable func change(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        do {
            try await records.change(
                visit.id("enrollment"), to: EnrollmentState(form), section: form.section,
                effectiveOn: form.day("effective_on"), version: Int(form["version"]) ?? 0,
                by: visit.actor, at: visit.now)
            return try Self.back(visit, .enrollmentChanged)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return try await page(visit, move: (form, mistakes))
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    @Sendable func grant(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let offering = try await records.offering(visit.id(), by: visit.actor).offering
        do {
            _ = try await records.grant(
                MoreTimeForm.content(form, zone: offering.zone), to: visit.id("enrollment"),
                by: visit.actor, at: visit.now, once: visit.once(form))
            return try Self.back(visit, .timeGranted)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return try await page(visit, more: (form, mistakes))
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    @Sendable func endTime(_ visit: Visit) async throws -> Response {
        _ = try await visit.form()
        try await records.endAccommodation(
            visit.id("accommodation"), of: visit.id("enrollment"), by: visit.actor, at: visit.now)
        return try Self.back(visit, .timeEnded)
    }

    private static func back(_ visit: Visit, _ done: Notice) throws -> Response {
        Shown.redirect(.enrollment(try visit.id(), try visit.id("enrollment")), done: done)
    }

    private func page(
        _ visit: Visit, move: (Form, Mistakes)? = nil, more: (Form, Mistakes)? = nil
    ) async throws -> EnrollmentPage {
        let offering = try await records.offering(visit.id(), by: visit.actor)
        let record = try await records.enrollment(visit.id("enrollment"), by: visit.actor)
        guard record.enrollment.offering == offering.offering.id else { throw NotFound() }
        let mayChange = Policy.allows(
            .changeRoster, by: visit.actor, Ties(enrolledAs: offering.role))
        return EnrollmentPage(
            visit, offering, record,
            move: mayChange
                ? EnrollmentMove(
                    visit, offering, record.enrollment, move?.0, move?.1 ?? .none) : nil,
            more: mayChange
                ? MoreTimeForm(visit, record.enrollment, more?.0, more?.1 ?? .none) : nil)
    }
}

extension EnrollmentState {
    init(_ form: Form) throws {
        guard let state = EnrollmentState(rawValue: form["state"]) else {
            throw Invalid("/state", "missing", "Choose a state.")
        }
        self = state
    }
}

extension Form {
    var section: ID<Section>? { filled("section").flatMap { ID($0) } }

    func day(_ name: String) throws -> Day {
        guard let day = Day(self[name].trimmingCharacters(in: .whitespaces)) else {
            throw Invalid("/\(name)", "unreadable", "Choose a day, or write it as in 2027-02-24.")
        }
        return day
    }
}

extension Request {
    /// A part of a list, where the page and not the reader says how long it is.
    func page(of limit: Int) throws -> PageRequest {
        PageRequest(limit: limit, after: try page().after)
    }
}
