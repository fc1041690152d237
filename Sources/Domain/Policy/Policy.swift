/// Every permission as data: capacity and relation × verb. What no row allows is refused.
package enum Policy {
    package enum Decision: String, Sendable {
        case allow, refuse
    }

    package enum Refusal: String, Refusing {
        /// The thing is seen, but this may not be done with it.
        case notAllowed = "not-allowed"
        /// The person may, the token they use may not.
        case insufficientScope = "insufficient-scope"
    }

    package static func decide(_ verb: Verb, _ standing: Standing) -> Decision {
        let allowed = table[verb]?[standing.capacity]?.contains(standing.relation) ?? false
        return allowed ? .allow : .refuse
    }

    package static func allows(_ verb: Verb, by actor: Actor, _ ties: Ties = Ties()) -> Bool {
        ties.standings(of: actor).contains { decide(verb, $0) == .allow }
    }

    /// Answers `NotFound` where the thing may not even be seen, so that ids are not an oracle.
    package static func check(_ verb: Verb, by actor: Actor, _ ties: Ties = Ties()) throws {
        guard allows(verb, by: actor, ties) else {
            guard let sight = sight[verb], allows(sight, by: actor, ties) else { throw NotFound() }
            throw Refusal.notAllowed
        }
        guard actor.covers(verb.scope) else { throw Refusal.insufficientScope }
    }

    /// The reading that shows that a thing is there. A verb without one answers `NotFound`.
    package static let sight: [Verb: Verb] = [
        .editCatalog: .readCatalog, .editOffering: .readOffering, .changeRoster: .readRoster,
        .grantAccommodation: .readRoster, .recordRecusal: .readRoster, .revealAlias: .readRoster,
        .editExploration: .readExploration, .publishExploration: .readExploration,
        .listAssignments: .readExploration, .nameReader: .readAssignment,
        .extend: .readAssignment, .excuse: .readAssignment, .saveDraft: .readDraft,
        .submit: .readAssignment, .readSubmission: .readReceipt, .openAppeal: .readReceipt,
        .writeFeedback: .readReceipt, .release: .readOffering, .withdrawRelease: .readReleased,
        .writeFieldNotes: .readFieldNotes, .readQueue: .readOffering, .readGradebook: .readOffering,
        .readRoster: .readOffering,
        .readExport: .readOffering, .createOffering: .readCatalog, .managePeople: .readCatalog,
        .replaceContacts: .readContacts,
        .recordGrade: .readGradebook, .setGradeRule: .readOffering, .approveGrade: .readGradebook,
        .makeExport: .readOffering, .recordExportState: .readExport,
        .readChanges: .readOffering, .readAudit: .readCatalog,
        .redact: .readCatalog,
    ]
}
