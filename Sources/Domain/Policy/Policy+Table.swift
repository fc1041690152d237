extension Policy {
    package typealias Row = [Standing.Capacity: Set<Relation>]

    private static let inOffering: Set<Relation> = [
        .own, .named, .unnamed, .sameOffering, .recused,
    ]
    private static let inInstitution = inOffering.union([.otherOffering])
    /// Whose texts an instructor reads: never those of a learner that they are recused from.
    private static let readable: Set<Relation> = [.named, .unnamed]
    /// What an instructor does in the offering that isn't an assessment of one learner by a recused.
    private static let unrecused: Set<Relation> = [.named, .unnamed, .sameOffering]

    private static let everyone: Row = [
        .learner: inInstitution, .instructor: inInstitution, .coordinator: inInstitution,
        .operator: inInstitution, .none: inInstitution,
    ]
    private static let members: Row = [
        .learner: inOffering, .instructor: inOffering, .coordinator: inOffering,
        .operator: inInstitution,
    ]
    private static let staff: Row = [
        .instructor: inOffering, .coordinator: inOffering, .operator: inInstitution,
    ]
    private static let unrecusedStaff: Row = [
        .instructor: unrecused, .coordinator: inOffering, .operator: inInstitution,
    ]
    private static let office: Row = [.coordinator: inOffering, .operator: inInstitution]
    private static let teachers: Row = [.instructor: inOffering]
    private static let ownAndStaff: Row = [
        .learner: [.own], .instructor: inOffering, .coordinator: inOffering,
        .operator: inInstitution,
    ]
    private static let ownOnly: Row = [.learner: [.own]]

    package static let table: [Verb: Row] = [
        .readCatalog: everyone,
        .editCatalog: [
            .instructor: inInstitution, .coordinator: inInstitution, .operator: inInstitution,
        ],
        .readContacts: everyone,
        .replaceContacts: office,
        .readOffering: members,
        .createOffering: [
            .instructor: inInstitution, .coordinator: inInstitution, .operator: inInstitution,
        ],
        .editOffering: staff,
        .readRoster: staff,
        .changeRoster: office,
        .grantAccommodation: office,
        .recordRecusal: staff,
        .revealAlias: staff,
        .readExploration: members,
        .editExploration: teachers,
        .publishExploration: teachers,
        .readAssignment: ownAndStaff,
        .listAssignments: staff,
        .nameReader: staff,
        .extend: unrecusedStaff,
        .excuse: unrecusedStaff,
        .readDraft: ownOnly,
        .saveDraft: ownOnly,
        .submit: ownOnly,
        .readReceipt: ownAndStaff,
        .readSubmission: [.learner: [.own], .instructor: readable],
        .readFieldNotes: [.learner: [.own], .instructor: readable],
        .writeFieldNotes: ownOnly,
        .openAppeal: office,
        .readQueue: teachers,
        .readFeedbackDraft: [.instructor: [.own]],
        .writeFeedback: [.instructor: readable],
        .release: teachers,
        .withdrawRelease: [.instructor: unrecused],
        .readReleased: [.learner: [.own], .instructor: unrecused],
        .readGradebook: staff,
        .readGrade: ownAndStaff,
        .recordGrade: [.instructor: unrecused],
        .setGradeRule: teachers,
        .approveGrade: [.instructor: unrecused],
        .makeExport: office,
        .readExport: office,
        .recordExportState: office,
        .readChanges: staff,
        .redact: office,
        .readAudit: office,
        .managePeople: office,
        .manageOwnTokens: [
            .learner: [.own], .instructor: [.own], .coordinator: [.own], .none: [.own],
        ],
    ]
}
