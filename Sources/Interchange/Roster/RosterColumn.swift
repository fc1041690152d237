/// The columns of a roster file and what registrars' systems call them.
enum RosterColumn: String, TableColumn {
    case registrarID = "registrar_id"
    case legalName = "legal_name"
    case givenName = "given_name"
    case familyName = "family_name"
    case chosenName = "chosen_name"
    case email
    case termCode = "term_code"
    case classNumber = "class_number"
    case role
    case discipline
    case homeProgram = "home_program"
    case effectiveOn = "effective_date"

    var aliases: [String] {
        switch self {
        case .registrarID:
            [
                "Student ID", "Student Number", "Empl ID", "Univ ID", "University ID", "Banner ID",
                "SIS ID", "SIS User ID", "ID", "ID Number", "Person ID",
            ]
        case .legalName: ["Name", "Student", "Student Name", "Full Name", "Legal Full Name"]
        case .givenName: ["First Name", "First", "Given", "Legal First Name", "Legal Given Name"]
        case .familyName:
            ["Last Name", "Last", "Family", "Surname", "Legal Last Name", "Legal Family Name"]
        case .chosenName: ["Preferred Name", "Preferred", "Preferred First Name", "Display Name"]
        case .email:
            ["E-mail Address", "Email Address", "Mail", "Campus Email", "University Email"]
        case .termCode: ["Term", "STRM", "Semester", "Semester Code"]
        case .classNumber: ["Class Nbr", "Class No", "CRN", "Class", "Section ID"]
        case .role: ["Role Name", "Enrollment Role"]
        case .discipline: ["Profession"]
        case .homeProgram: ["Program", "Academic Program", "Acad Prog", "Home Institution"]
        case .effectiveOn: ["Effective", "Effective On", "Eff Date", "Enrollment Date", "Add Date"]
        }
    }

    /// The name may also come in two columns; `RosterFile` sees to that.
    var isRequired: Bool { [.registrarID, .termCode, .classNumber].contains(self) }
}
