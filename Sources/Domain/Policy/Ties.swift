/// What is known of how someone stands to a thing, before any permission is asked.
package struct Ties: Sendable, Equatable {
    /// The actor's enrollment in the thing's offering, if it is in force.
    package let enrolledAs: Role?
    /// The thing is the actor's own: their assignment, draft, grade, feedback or token.
    package let isOwn: Bool
    /// Nil where the thing isn't one learner's work.
    package let work: Work?

    /// How one learner's work stands with its readers.
    package struct Work: Sendable, Equatable {
        package let reader: ID<Person>?
        /// The actor doesn't assess this learner.
        package let isRecused: Bool

        package init(reader: ID<Person>?, isRecused: Bool) {
            self.reader = reader
            self.isRecused = isRecused
        }
    }

    package init(enrolledAs: Role? = nil, isOwn: Bool = false, work: Work? = nil) {
        self.enrolledAs = enrolledAs
        self.isOwn = isOwn
        self.work = work
    }
}

extension Ties {
    /// Everything that the actor is before the thing. One allowed standing is enough.
    package func standings(of actor: Actor) -> [Standing] {
        guard let person = actor.person else {
            return [Standing(capacity: .operator, relation: .sameOffering)]
        }
        var standings: [Standing] = []
        if isOwn, enrolledAs != .instructor {
            standings.append(Standing(capacity: .learner, relation: .own))
        }
        if let enrolledAs {
            standings.append(standing(enrolledAs, person))
        }
        if actor.roles.contains(.coordinator) {
            standings.append(Standing(capacity: .coordinator, relation: .sameOffering))
        }
        if actor.roles.contains(.instructor), enrolledAs != .instructor {
            standings.append(Standing(capacity: .instructor, relation: .otherOffering))
        }
        standings.append(Standing(capacity: .none, relation: isOwn ? .own : .otherOffering))
        return standings
    }

    private func standing(_ role: Role, _ person: ID<Person>) -> Standing {
        switch role {
        case .learner: Standing(capacity: .learner, relation: isOwn ? .own : .sameOffering)
        case .coordinator: Standing(capacity: .coordinator, relation: .sameOffering)
        case .instructor: Standing(capacity: .instructor, relation: reading(person))
        }
    }

    private func reading(_ person: ID<Person>) -> Relation {
        guard let work else { return isOwn ? .own : .sameOffering }
        if work.isRecused { return .recused }
        if isOwn { return .own }
        return work.reader.map { $0 == person ? .named : .sameOffering } ?? .unnamed
    }
}
