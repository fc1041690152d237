extension Person {
    /// A person as one line of a file describes them. What a line leaves empty isn't said.
    package struct Line: Sendable, Equatable {
        package let line: Int
        package let email: String
        package let familyName: String
        package let givenName: String?
        package let chosenName: String?
        package let registrarID: String?
        package let discipline: String?
        package let homeProgram: String?
        /// Nil: the file doesn't speak of appointments.
        package let roles: Set<Role>?

        package init(
            line: Int, email: String, familyName: String, givenName: String? = nil,
            chosenName: String? = nil, registrarID: String? = nil, discipline: String? = nil,
            homeProgram: String? = nil, roles: Set<Role>? = nil
        ) {
            self.line = line
            self.email = email
            self.familyName = familyName
            self.givenName = givenName
            self.chosenName = chosenName
            self.registrarID = registrarID
            self.discipline = discipline
            self.homeProgram = homeProgram
            self.roles = roles
        }
    }
}

extension Person.Line {
    /// What the office says of them with this line: over what it said before, where someone has the
    /// address. Nobody is activated by a file.
    package func content(over old: Person.Content?) -> Person.Content {
        let given = givenName ?? old?.legalName.given ?? ""
        let spelled = [given, familyName].filter { !$0.isEmpty }.joined(separator: " ")
        return Person.Content(
            legalName: Person.LegalName(given: given, family: familyName),
            chosenName: chosenName ?? old?.chosenName ?? spelled, email: email,
            registrarID: registrarID ?? old?.registrarID,
            homeProgram: homeProgram ?? old?.homeProgram ?? "",
            discipline: discipline ?? old?.discipline ?? "", roles: roles ?? old?.roles ?? [],
            isActive: old?.isActive ?? true)
    }
}
