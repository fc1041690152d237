import Domain
import Edge
import Foundation
import Store

/// One account: what the office says of someone, and a link by which they set a password.
struct PersonPage: Page {
    static let template = PageTemplate(PackageResources.person_mustache)

    let frame: Frame
    let form: PersonForm
    let token: String
    let tokenField = FormToken.field
    /// Nil of one that isn't made yet, and of one who may not sign in.
    let invite: String?
    /// Nil of one that isn't made yet.
    let signOut: String?
    /// Nil of one who has none.
    let removeFactor: String?
    /// Since when nobody signs in to it.
    let deactivated: Moment?
    let isThere: Bool

    init(_ visit: Visit, _ record: PersonRecord?, _ form: PersonForm) {
        frame = visit.frame(
            record?.person.chosenName ?? "Add a person", in: .people,
            crumbs: [Link("People", .schoolPeople)],
            foot: "The registrar is told the legal name; everyone else sees the chosen one.")
        self.form = form
        token = visit.formToken
        deactivated = record?.person.deactivatedAt.map { visit.moment($0) }
        isThere = record != nil
        signOut = record.map { Address.signOutPerson($0.person.id).path }
        removeFactor = record.flatMap {
            $0.hasSecondFactor ? Address.removeSecondFactor($0.person.id).path : nil
        }
        invite = record.flatMap {
            $0.person.deactivatedAt == nil ? Address.invite($0.person.id).path : nil
        }
    }
}

/// The form of an account, new or not.
struct PersonForm: Sendable {
    struct Check: Sendable {
        let name: String
        let label: String
        let isChecked: Bool
    }

    let action: String
    let once: String
    let onceField = FormKey.field
    /// Empty of a new one.
    let version: String
    let mistake: String?
    /// After a lost race: what stands stored now, to compare with what was typed.
    let stored: [String]
    let isLost: Bool
    let fields: [Field]
    let roles: [Check]
    let rolesError: String?
    /// Nil of a new one, which is active.
    let active: Check?
    let button: String

    init(
        _ visit: Visit, _ record: PersonRecord?, _ form: Form? = nil,
        _ mistakes: Mistakes = .none
    ) {
        let content = record?.content
        action = (record.map { Address.person($0.person.id) } ?? .addPerson).path
        once = visit.formKey
        version = record.map { "\($0.person.version)" } ?? ""
        mistake = mistakes.general
        isLost = mistakes.status == 412
        stored = isLost ? content?.lines ?? [] : []
        fields = Self.fields(content, form, mistakes)
        roles = [Role.coordinator, .instructor].map { role in
            let isChecked =
                form.map { $0.all("role").contains(role.rawValue) }
                ?? content?.roles.contains(role) ?? false
            return Check(name: role.rawValue, label: role.appointment, isChecked: isChecked)
        }
        rolesError = mistakes.at("/roles")
        active = content.map {
            Check(
                name: "active", label: "May sign in",
                isChecked: form.map { $0.isChecked("active") } ?? $0.isActive)
        }
        button = record == nil ? "Add the person" : "Save"
    }

    private static func fields(
        _ content: Person.Content?, _ form: Form?, _ mistakes: Mistakes
    ) -> [Field] {
        let all: [(String, String, String?, String?, Bool)] = [
            ("chosen_name", "Chosen name", "Everyone sees it.", content?.chosenName, true),
            (
                "legal_given_name", "Legal given name", "For the registrar.",
                content?.legalName.given, false
            ),
            ("legal_family_name", "Legal family name", nil, content?.legalName.family, true),
            ("email", "E-mail address", "They sign in with it.", content?.email, true),
            (
                "registrar_id", "Registrar’s id", "Of learners, with its leading zeros.",
                content?.registrarID, false
            ),
            (
                "discipline", "Discipline", "Medicine, nursing, pharmacy …", content?.discipline,
                false
            ),
            ("home_program", "Home program", nil, content?.homeProgram, false),
        ]
        return all.map { name, label, hint, value, isRequired in
            Field(
                name, label, hint: hint, value: form?[name] ?? value ?? "",
                type: name == "email" ? "email" : "text", error: mistakes.at("/\(name)"),
                isRequired: isRequired)
        }
    }

    /// What was sent by it. A form without the box of one who is new is of one who may sign in.
    static func content(_ form: Form) -> Person.Content {
        Person.Content(
            legalName: Person.LegalName(
                given: form.filled("legal_given_name") ?? "",
                family: form.filled("legal_family_name") ?? ""),
            chosenName: form.filled("chosen_name") ?? "", email: form.filled("email") ?? "",
            registrarID: form.filled("registrar_id"),
            homeProgram: form.filled("home_program") ?? "",
            discipline: form.filled("discipline") ?? "",
            roles: Set(form.all("role").compactMap(Role.init)),
            isActive: form["version"].isEmpty || form.isChecked("active"))
    }
}

extension Role {
    /// What the school appoints someone to.
    fileprivate var appointment: String {
        switch self {
        case .coordinator: "Coordinator: the whole office of the school, people and audit too"
        case .instructor: "Instructor: may make offerings, and teaches what they make"
        case .learner: "Learner"
        }
    }
}

extension Person.Content {
    fileprivate var lines: [String] {
        [
            "Chosen name: \(chosenName)", "Legal name: \(legalName.filed)", "E-mail: \(email)",
            "Registrar’s id: \(registrarID ?? "none")", "Discipline: \(discipline)",
            "Home program: \(homeProgram)",
            "Appointed: \(roles.map(\.rawValue).sorted().joined(separator: ", "))",
            isActive ? "May sign in" : "May not sign in",
        ]
    }
}
