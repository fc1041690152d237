/// What someone may want to do: one case for each act of the main job.
package enum Verb: String, Sendable, CaseIterable {
    case readCatalog, editCatalog
    case readContacts, replaceContacts
    case readOffering, createOffering, editOffering
    case readRoster, changeRoster, grantAccommodation, recordRecusal, revealAlias
    case readExploration, editExploration, publishExploration
    case readAssignment, listAssignments, nameReader, extend, excuse
    case readDraft, saveDraft, submit, readReceipt, readSubmission, openAppeal
    case readFieldNotes, writeFieldNotes
    case readQueue, readFeedbackDraft, writeFeedback, release, withdrawRelease, readReleased
    case readGradebook, readGrade, recordGrade, setGradeRule, approveGrade
    case makeExport, readExport, recordExportState
    case redact
    case readChanges, readAudit, managePeople, manageOwnTokens
}
