extension Verb {
    /// What a token must be good for. A session isn't narrowed.
    package var scope: TokenScope {
        switch self {
        case .readCatalog, .readOffering, .readRoster, .readExploration, .readAssignment,
            .listAssignments, .readDraft, .readReceipt, .readSubmission, .readQueue,
            .readFeedbackDraft, .readReleased, .readGradebook, .readGrade, .readExport,
            .readChanges, .readAudit, .readContacts, .readFieldNotes:
            .read
        case .saveDraft, .submit, .writeFieldNotes, .manageOwnTokens: .write
        case .editCatalog, .createOffering, .editOffering, .changeRoster, .grantAccommodation,
            .recordRecusal, .revealAlias, .editExploration, .publishExploration, .nameReader,
            .extend, .excuse, .managePeople, .redact, .replaceContacts:
            .teach
        case .openAppeal, .writeFeedback, .release, .withdrawRelease, .recordGrade,
            .setGradeRule, .approveGrade:
            .grade
        case .makeExport, .recordExportState: .export
        }
    }
}
