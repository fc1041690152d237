import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Interchange
import Store

/// What someone is told about themselves, their password, their zone.
struct AccountRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/account", use: show),
            PageRoute(.post, "/account/record", use: packRecord),
            PageRoute(.post, "/account/password", use: changePassword),
            PageRoute(.post, "/account/zone", use: setZone),
            PageRoute(.post, "/account/sessions/end", use: endOtherSessions),
            PageRoute(.post, "/account/sessions/{id}/end", use: endSession),
            PageRoute(.post, "/account/tokens/{id}/end", use: endToken),
        ]
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        try await page(visit).shown(visit.request)
    }

    private func page(
        _ visit: Visit, _ mistakes: Mistakes = .none, zone: String? = nil
    ) async throws -> AccountPage {
        AccountPage(
            visit,
            access: AccountAccess(
                visit,
                try await records.ownSessions(
                    visit.request.secret, by: visit.actor, at: visit.now),
                try await records.ownTokens(by: visit.actor, at: visit.now),
                try await records.ownSecondFactor(by: visit.actor)),
            mistakes, zone: zone)
    }

    @Sendable func packRecord(_ visit: Visit) async throws -> Response {
        _ = try await visit.form()
        let bytes = try await records.ownDossier(by: visit.actor, at: visit.now) { try $0.zip($1) }
        return Answer.archive(named: "record.zip", bytes)
    }

    @Sendable func endOtherSessions(_ visit: Visit) async throws -> Response {
        _ = try await visit.form()
        try await records.endOtherSessions(
            keeping: visit.secret(), by: visit.actor, at: visit.now)
        return Shown.redirect(.account, done: .signedOutThere)
    }

    @Sendable func endSession(_ visit: Visit) async throws -> Response {
        _ = try await visit.form()
        try await records.endSession(visit.id(), by: visit.actor, at: visit.now)
        return Shown.redirect(.account, done: .signedOutThere)
    }

    @Sendable func endToken(_ visit: Visit) async throws -> Response {
        _ = try await visit.form()
        try await records.revokeToken(visit.id(), by: visit.actor, at: visit.now)
        return Shown.redirect(.account, done: .tokenEnded)
    }

    @Sendable func changePassword(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        do {
            guard form["password"] == form["again"] else {
                throw Invalid("/again", "differs", "Type the same password a second time.")
            }
            try await records.changePassword(
                from: form["old"], to: form["password"], keeping: visit.secret(),
                by: visit.actor, at: visit.now)
            return Shown.redirect(.account, done: .passwordChanged)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return try await page(visit, mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    @Sendable func setZone(_ visit: Visit) async throws -> Response {
        let zone = try await visit.form()["zone"].trimmingCharacters(in: .whitespaces)
        guard TimeZone(identifier: zone) != nil else {
            let mistakes = Mistakes(
                Invalid("/zone", "unknown-zone", "Choose a zone by its name, as America/Denver."))
            return try await page(visit, mistakes ?? .none, zone: zone)
                .shown(visit.request, .unprocessableContent)
        }
        var response = Shown.redirect(.account, done: .zoneSet)
        response.setCookie(
            Cookie(
                name: Visit.zoneCookie, value: Address.encoded(zone), maxAge: 31_536_000,
                path: "/", secure: true, httpOnly: false, sameSite: .lax))
        return response
    }
}

struct AccountPage: Page {
    static let template = PageTemplate(PackageResources.account_mustache)

    struct Place: Sendable {
        let title: String
        let href: String
        let role: String
        let state: String
    }

    let frame: Frame
    let name: String
    let email: String
    let school: String
    let places: [Place]
    let token: String
    let tokenField = FormToken.field
    let recordAction = Address.ownRecord.path
    let passwordAction = Address.password.path
    let passwordFields: [Field]
    let mistake: String?
    let zoneAction = Address.zone.path
    let zoneField: Field
    let zones: [String]
    let access: AccountAccess

    init(
        _ visit: Visit, access: AccountAccess, _ mistakes: Mistakes = .none, zone: String? = nil
    ) {
        self.access = access
        let account = visit.account
        frame = visit.frame("Your account")
        name = account.record.person.chosenName
        email = account.record.person.email
        school = account.institution.name
        places = account.places.map {
            Place(
                title: $0.offeringTitle,
                href: $0.role == .learner
                    ? Address.today.path : Address.offering($0.offering).path,
                role: $0.role.rawValue, state: $0.state.rawValue.replacing("_", with: " "))
        }
        token = visit.formToken
        mistake = mistakes.general
        passwordFields =
            [
                Field(
                    "old", "Old password", type: "password", autocomplete: "current-password",
                    error: mistakes.at("/old_password"))
            ] + Field.newPassword(mistakes)
        zoneField = Field(
            "zone", "Your time zone", hint: "Times are shown in it, beside the offering’s.",
            value: zone ?? visit.zone, error: mistakes.at("/zone"))
        zones = TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") }.sorted()
    }
}
