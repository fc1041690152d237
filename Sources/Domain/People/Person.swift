package import Foundation

/// Someone with an account. The registrar is told the legal name, everyone else sees the chosen one.
package struct Person: Sendable, Equatable {
    package struct LegalName: Sendable, Equatable {
        package let given: String
        package let family: String

        package init(given: String, family: String) {
            self.given = given
            self.family = family
        }
    }

    package let id: ID<Person>
    package let legalName: LegalName
    package let chosenName: String
    package let email: String
    package let registrarID: String?
    package let homeProgram: String
    package let discipline: String
    package let createdAt: Date
    package let deactivatedAt: Date?
    package let version: Int

    package init(
        id: ID<Person>, legalName: LegalName, chosenName: String, email: String,
        registrarID: String?, homeProgram: String = "", discipline: String = "", createdAt: Date,
        deactivatedAt: Date? = nil, version: Int = 1
    ) {
        self.id = id
        self.legalName = legalName
        self.chosenName = chosenName
        self.email = email
        self.registrarID = registrarID
        self.homeProgram = homeProgram
        self.discipline = discipline
        self.createdAt = createdAt
        self.deactivatedAt = deactivatedAt
        self.version = version
    }
}
