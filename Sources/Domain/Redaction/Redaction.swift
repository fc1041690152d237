package import Foundation

/// Taking words out of what is stored, or a person: asked for by one, done by another.
package struct Redaction: Sendable, Equatable {
    package enum Reason: String, Sendable, Codable, CaseIterable {
        case patientIdentified = "patient_identified"
        case minorIdentified = "minor_identified"
        case learnerIdentified = "learner_identified"
        case learnerRequest = "learner_request"
        case courtOrder = "court_order"
    }

    package enum State: String, Sendable, Codable, CaseIterable {
        case requested, done, cancelled
    }

    package enum Refusal: String, Refusing {
        /// Whoever asked for it can't do it.
        case needsAnother = "needs-another-person"
        /// What was said again isn't what was asked for.
        case wordsDiffer = "words-differ"
        case noLongerRequested = "no-longer-requested"
        case nothingFound = "nothing-found"
        /// In an offering that isn't over.
        case stillTakingPart = "still-taking-part"
        case alreadyErased = "already-erased"
    }

    /// What is to go.
    package enum Scope: Sendable, Equatable {
        /// Some words, wherever they stand in the texts of an offering.
        case words(ID<Offering>)
        /// A person's names and address, what they wrote, and what was written to them.
        case person(ID<Person>)

        package var kind: String {
            switch self {
            case .words: "words"
            case .person: "person"
            }
        }
    }

    package let id: ID<Redaction>
    package let scope: Scope
    package let reason: Reason
    /// By name: an operator, or a person's id.
    package let requestedBy: String
    package let requestedAt: Date
    package private(set) var state: State

    package init(
        id: ID<Redaction>, scope: Scope, reason: Reason, requestedBy: String, requestedAt: Date,
        state: State = .requested
    ) {
        self.id = id
        self.scope = scope
        self.reason = reason
        self.requestedBy = requestedBy
        self.requestedAt = requestedAt
        self.state = state
    }

    /// The second person does it, who has said again what is to go.
    package mutating func carryOut(by second: String, saysTheSame: Bool) throws(Refusal) {
        guard state == .requested else { throw .noLongerRequested }
        guard second != requestedBy else { throw .needsAnother }
        guard saysTheSame else { throw .wordsDiffer }
        state = .done
    }

    package mutating func cancel() throws(Refusal) {
        guard state == .requested else { throw .noLongerRequested }
        state = .cancelled
    }
}

extension Actor {
    /// As a redaction names who asks for it and who does it.
    package var signature: String { operatorName ?? person?.description ?? "" }
}
