import Domain
import Foundation
import Store

/// A person as the office sees them, and as they see themselves.
struct PersonBody: Encodable {
    let id: ID<Person>
    let legalGivenName: String
    let legalFamilyName: String
    /// Shown everywhere but to the registrar.
    let chosenName: String
    let email: String
    let registrarId: String?
    let homeProgram: String
    let discipline: String
    /// What the institution appoints them to, beside their enrollments.
    let roles: [String]
    let createdAt: Date
    let deactivatedAt: Date?

    init(_ record: PersonRecord) {
        let person = record.person
        id = person.id
        legalGivenName = person.legalName.given
        legalFamilyName = person.legalName.family
        chosenName = person.chosenName
        email = person.email
        registrarId = person.registrarID
        homeProgram = person.homeProgram
        discipline = person.discipline
        roles = record.roles.map(\.rawValue).sorted()
        createdAt = person.createdAt
        deactivatedAt = person.deactivatedAt
    }
}

/// What the office sends: all that has no default for a new person, anything for an edit.
struct PersonEdit: Decodable {
    let legalGivenName: String?
    let legalFamilyName: String?
    let chosenName: String?
    let email: String?
    let registrarId: Clearable<String>
    let homeProgram: String?
    let discipline: String?
    let roles: [Role]?
    /// Whether they may sign in.
    let isActive: Bool?

    /// Of a new person.
    func content() throws -> Person.Content {
        guard let legalFamilyName, let email else {
            throw Missing.fields([
                ("legal_family_name", legalFamilyName != nil), ("email", email != nil),
            ])
        }
        let legal = Person.LegalName(given: legalGivenName ?? "", family: legalFamilyName)
        let spelled = [legal.given, legal.family].filter { !$0.isEmpty }.joined(separator: " ")
        return content(
            over: Person.Content(legalName: legal, chosenName: spelled, email: email))
    }

    func content(over old: Person.Content) -> Person.Content {
        Person.Content(
            legalName: Person.LegalName(
                given: legalGivenName ?? old.legalName.given,
                family: legalFamilyName ?? old.legalName.family),
            chosenName: chosenName ?? old.chosenName, email: email ?? old.email,
            registrarID: registrarId.over(old.registrarID),
            homeProgram: homeProgram ?? old.homeProgram,
            discipline: discipline ?? old.discipline, roles: roles.map(Set.init) ?? old.roles,
            isActive: isActive ?? old.isActive)
    }
}
