extension Person {
    package enum Refusal: String, Refusing {
        case emailTaken = "email-taken"
        case registrarIDTaken = "registrar-id-taken"
        /// Nobody takes an appointment or the account from themselves.
        case ownAccount = "own-account"
        case wrongPassword = "wrong-password"
    }

    /// What the office says of a person.
    package struct Content: Sendable, Equatable {
        package var legalName: LegalName
        package var chosenName: String
        package var email: String
        package var registrarID: String?
        package var homeProgram: String
        package var discipline: String
        /// What the institution appoints them to: coordinator or instructor.
        package var roles: Set<Role>
        /// Whether they may sign in.
        package var isActive: Bool

        package init(
            legalName: LegalName, chosenName: String, email: String, registrarID: String? = nil,
            homeProgram: String = "", discipline: String = "", roles: Set<Role> = [],
            isActive: Bool = true
        ) {
            self.legalName = legalName
            self.chosenName = chosenName
            self.email = email.lowercased()
            self.registrarID = registrarID
            self.homeProgram = homeProgram
            self.discipline = discipline
            self.roles = roles
            self.isActive = isActive
        }
    }
}

extension Person.Content {
    /// Refuses what can't be a person, every fault at once.
    package func check() throws(Invalid) {
        var faults: [Invalid.Fault] = []
        func need(_ holds: Bool, _ pointer: String, _ code: String, _ detail: String) {
            if !holds { faults.append(.init(pointer: pointer, code: code, detail: detail)) }
        }
        need(
            !chosenName.isBlank && chosenName.isAtMost(200), "/chosen_name", "length",
            "A chosen name has 1 to 200 characters.")
        need(
            !legalName.family.isBlank && legalName.family.isAtMost(200), "/legal_family_name",
            "length", "A family name has 1 to 200 characters.")
        need(
            legalName.given.isAtMost(200), "/legal_given_name", "length",
            "A given name has at most 200 characters.")
        need(
            hasAddress, "/email", "form", "An e-mail address looks like name@school.edu.")
        need(
            registrarID.map { !$0.isBlank && $0.isAtMost(64) } ?? true, "/registrar_id", "length",
            "A registrar's id has 1 to 64 characters, or isn't given.")
        need(
            homeProgram.isAtMost(200), "/home_program", "length",
            "A program has at most 200 characters.")
        need(
            discipline.isAtMost(200), "/discipline", "length",
            "A discipline has at most 200 characters.")
        need(
            !roles.contains(.learner), "/roles", "not-appointed",
            "Learners are enrolled in an offering; appointments are coordinator and instructor.")
        guard faults.isEmpty else { throw Invalid(faults) }
    }

    /// Without a regular expression, as with all of a file's rows: it is built anew for each.
    private var hasAddress: Bool {
        let parts = email.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        return parts.count == 2 && !parts.contains(where: \.isEmpty) && email.utf8.count <= 254
            && email.utf8.allSatisfy { (33...126).contains($0) }
    }
}

extension Person {
    /// What the office says of them today, for an edit to begin with.
    package func content(roles: Set<Role>) -> Content {
        Content(
            legalName: legalName, chosenName: chosenName, email: email, registrarID: registrarID,
            homeProgram: homeProgram, discipline: discipline, roles: roles,
            isActive: deactivatedAt == nil)
    }
}
