/// Every permission as data: capacity and relation × verb. What no row allows is refused.
package enum Policy {
    package enum Decision: String, Sendable {
        case allow, refuse
    }

    /// The thing is seen, but this may not be done with it.
    package enum Refusal: String, Error, CaseIterable {
        case notAllowed = "not-allowed"
    }

    package static func decide(_ verb: Verb, _ standing: Standing) -> Decision {
        let allowed = table[verb]?[standing.capacity]?.contains(standing.relation) ?? false
        return allowed ? .allow : .refuse
    }

    /// Answers `NotFound` where the thing may not even be seen, so that ids are not an oracle.
    package static func check(_ verb: Verb, _ standing: Standing) throws {
        guard decide(verb, standing) == .refuse else { return }
        guard let sight = sight[verb], decide(sight, standing) == .allow else { throw NotFound() }
        throw Refusal.notAllowed
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
        .recordGrade: .readGradebook, .setGradeRule: .readOffering, .approveGrade: .readGradebook,
        .makeExport: .readOffering, .recordExportState: .readExport,
    ]
}
