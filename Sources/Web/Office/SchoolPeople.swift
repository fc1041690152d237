import Domain
import Edge
import Foundation
import Hummingbird
import Store

/// The accounts of the school, for those whom it appointed to its office.
struct SchoolPeopleRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/people", use: list),
            PageRoute(.get, "/people/new", use: showNew),
            PageRoute(.post, "/people/new", use: add),
            PageRoute(.get, "/people/{id}", use: show),
            PageRoute(.post, "/people/{id}", use: edit),
            PageRoute(.post, "/people/{id}/invitation", use: invite),
            PageRoute(.post, "/people/{id}/sign-out", use: signOut),
            PageRoute(.post, "/people/{id}/second-factor/removal", use: removeFactor),
        ]
    }

    @Sendable func list(_ visit: Visit) async throws -> Response {
        let page = try await records.people(
            search: visit.request.filled("q"), by: visit.actor, visit.request.page(of: 50))
        return SchoolPeoplePage(visit, page).shown(visit.request)
    }

    @Sendable func showNew(_ visit: Visit) async throws -> Response {
        try Policy.check(.managePeople, by: visit.actor)
        return PersonPage(visit, nil, PersonForm(visit, nil)).shown(visit.request)
    }

    @Sendable func add(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        do {
            let id = try await records.addPerson(
                PersonForm.content(form), by: visit.actor, at: visit.now, once: visit.once(form))
            return Shown.redirect(.person(id), done: .personAdded)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return PersonPage(visit, nil, PersonForm(visit, nil, form, mistakes))
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        let record = try await records.person(visit.id(), by: visit.actor)
        return PersonPage(visit, record, PersonForm(visit, record)).shown(visit.request)
    }

    @Sendable func edit(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let id: ID<Person> = try visit.id()
        do {
            try await records.edit(
                id, to: PersonForm.content(form), version: Int(form["version"]) ?? 0,
                by: visit.actor, at: visit.now)
            return Shown.redirect(.person(id), done: .personEdited)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            let record = try await records.person(id, by: visit.actor)
            return PersonPage(visit, record, PersonForm(visit, record, form, mistakes))
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    @Sendable func signOut(_ visit: Visit) async throws -> Response {
        _ = try await visit.form()
        let id: ID<Person> = try visit.id()
        try await records.endEveryAccess(of: id, by: visit.actor, at: visit.now)
        return Shown.redirect(.person(id), done: .personSignedOut)
    }

    @Sendable func removeFactor(_ visit: Visit) async throws -> Response {
        _ = try await visit.form()
        let id: ID<Person> = try visit.id()
        try await records.removeSecondFactor(of: id, by: visit.actor, at: visit.now)
        return Shown.redirect(.person(id), done: .factorRemoved)
    }

    /// The link stands in the answer to the form, this once, and in no address.
    @Sendable func invite(_ visit: Visit) async throws -> Response {
        _ = try await visit.form()
        let id: ID<Person> = try visit.id()
        let made = try await records.invite(id, by: visit.actor, at: visit.now)
        return InvitedPage(visit, made).shown(visit.request)
    }
}

/// Everyone who has an account, by name.
struct SchoolPeoplePage: Page {
    static let template = PageTemplate(PackageResources.school_people_mustache)

    struct Line: Sendable {
        let name: String
        let href: String
        let email: String
        let registrarID: String
        let roles: [String]
        let isActive: Bool
    }

    let frame: Frame
    let filters: Filters
    let lines: [Line]
    let isNarrowed: Bool
    let goOn: GoOn?
    let add = Address.addPerson.path

    init(_ visit: Visit, _ page: Store.Page<PersonRecord>) {
        let search = visit.request.filled("q")
        frame = visit.frame("People of \(visit.account.institution.name)", in: .people)
        filters = Filters(
            Address.schoolPeople.path, "People",
            search: Field(
                "q", "Name or e-mail address", value: search ?? "", type: "search",
                isRequired: false), [], isNarrowed: search != nil)
        lines = page.items.map { record in
            Line(
                name: record.person.chosenName, href: Address.person(record.person.id).path,
                email: record.person.email, registrarID: record.person.registrarID ?? "–",
                roles: record.roles.map(\.rawValue).sorted(),
                isActive: record.person.deactivatedAt == nil)
        }
        isNarrowed = search != nil
        goOn = GoOn(after: visit.request.filled("cursor"), next: page.next) {
            Address.schoolPeople.with([("q", search), ("cursor", $0)])
        }
    }
}

/// A link that works once, shown once.
struct InvitedPage: Page {
    static let template = PageTemplate(PackageResources.invited_mustache)

    let frame: Frame
    let name: String
    let email: String
    let link: String
    let until: Moment
    let back: String

    init(_ visit: Visit, _ made: MadeInvitation) {
        let invitation = made.invitation
        let person = Address.person(invitation.person)
        frame = visit.frame(
            "A link for \(invitation.name)", in: .people,
            crumbs: [Link("People", .schoolPeople), Link(invitation.name, person)])
        name = invitation.name
        email = invitation.email
        link = InvitationLinks.link(made.secret.text, visit.request)
        until = visit.moment(invitation.expiresAt)
        back = person.path
    }
}
