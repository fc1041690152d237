package import Domain
package import Foundation
import Postgres

/// To whom an exploration is given, and what each of them explores.
package struct Publication: Sendable, Equatable {
    /// Which of the exploration's communities one learner explores.
    package struct Place: Sendable, Equatable {
        package let enrollment: ID<Enrollment>
        package let community: ID<Community>

        package init(enrollment: ID<Enrollment>, community: ID<Community>) {
            self.enrollment = enrollment
            self.community = community
        }
    }

    /// Nil: to everyone who takes part and hasn't got it.
    package let learners: [ID<Enrollment>]?
    /// Who explores what; the others get the exploration's communities in turn.
    package let places: [Place]
    /// Learners consented to an account, or read a transcript without names: needed where a
    /// community is read with an account.
    package let isAccountArranged: Bool

    package init(
        learners: [ID<Enrollment>]? = nil, places: [Place] = [],
        isAccountArranged: Bool = false
    ) {
        self.learners = learners
        self.places = places
        self.isAccountArranged = isAccountArranged
    }
}

/// What a publication made.
package struct PublicationReceipt: Sendable, Equatable, Codable {
    package let exploration: ID<Exploration>
    package let count: Int
    /// None of a blind exploration: they would lead from a learner who was named to their code.
    package let assignments: [ID<Assignment>]
}

extension Records {
    /// Publishes an exploration, or gives a published one to more learners. Who has it keeps it as
    /// it is; so publishing to all again gives it to those who came since.
    package func publish(
        _ id: ID<Exploration>, _ publication: Publication = Publication(), by actor: Actor,
        at now: Date, once key: IdempotencyKey? = nil
    ) async throws -> PublicationReceipt {
        try await once(key, by: actor, at: now) { act in
            let row = try await act.run(ExplorationRecord.locked(id, actor)).one()
            try Policy.check(.publishExploration, by: actor, Ties(offering: row))
            let record = try ExplorationRecord(row)
            guard record.exploration.state != .withdrawn else {
                throw Exploration.Refusal.withdrawn
            }
            let facts = try await act.run([
                record.heldLearners(actor), record.learners(actor), record.catalogued(actor),
                record.usedCodes(actor),
            ])
            let observable = try record.observable(facts[2], publication)
            let learners = try publication.chosen(from: facts[1].map(DeadlineFacts.init))
            try publication.checkPlaces(learners, observable)
            guard publication.places.isEmpty || !record.exploration.isBlind else {
                throw Invalid(
                    "/communities", "blind",
                    "Leave this out: it would tell the reader of a blind exploration who wrote.")
            }
            let given = publication.assignments(
                learners, observable, record, used: try facts[3].map { try $0["blind_code"] }, act)
            act.queue(Self.markPublished(id, act))
            for statement in given.inserts(record, act) { act.queue(statement) }
            try act.audit("exploration.published", id, ["learners": "\(given.count)"])
            return PublicationReceipt(
                exploration: id, count: given.count,
                assignments: record.exploration.isBlind ? [] : given.map(\.id))
        }
    }

    private static func markPublished(_ id: ID<Exploration>, _ act: Act) -> SQL {
        """
        UPDATE exploration SET state = 'published', published_at = \(act.now),
            version = version + 1
        WHERE institution_id = \(act.institution) AND id = \(id) AND state = 'draft'
        """
    }
}

/// One assignment that a publication makes.
struct Given {
    let id: ID<Assignment>
    let enrollment: ID<Enrollment>
    let learner: ID<Person>
    let community: ID<Community>?
    let blindCode: String?
    let deadline: Deadline
}

extension Publication {
    /// Names those of the list that can't get it, by their place in it.
    fileprivate func chosen(from known: [DeadlineFacts]) throws -> [DeadlineFacts] {
        let open = known.filter { $0.assignment == nil && $0.deadline != nil }
        guard let learners else { return open }
        guard !learners.isEmpty else {
            throw Invalid(
                "/enrollment_ids", "empty", "Name learners, or leave it out to mean everyone.")
        }
        let takesPart = Set(known.filter { $0.deadline != nil }.map(\.enrollment))
        let faults = learners.enumerated().filter { !takesPart.contains($0.element) }.map {
            Invalid.Fault(
                pointer: "/enrollment_ids/\($0.offset)", code: "not-a-learner",
                detail: "Name a learner who takes part in this offering.")
        }
        guard faults.isEmpty else { throw Invalid(faults) }
        let wanted = Set(learners)
        return open.filter { wanted.contains($0.enrollment) }
    }

    /// Names every place that can't be given, at its line of the list.
    fileprivate func checkPlaces(
        _ learners: [DeadlineFacts], _ observable: [ID<Community>]
    ) throws {
        let given = Set(learners.map(\.enrollment))
        var named: Set<ID<Enrollment>> = []
        let faults = places.enumerated().flatMap { line, place -> [Invalid.Fault] in
            var faults: [Invalid.Fault] = []
            if !given.contains(place.enrollment) {
                faults.append(
                    Invalid.Fault(
                        pointer: "/communities/\(line)/enrollment_id", code: "not-given",
                        detail: "Name a learner to whom this publication gives it."))
            } else if !named.insert(place.enrollment).inserted {
                faults.append(
                    Invalid.Fault(
                        pointer: "/communities/\(line)/enrollment_id", code: "twice",
                        detail: "Give each learner one community."))
            }
            if !observable.contains(place.community) {
                faults.append(
                    Invalid.Fault(
                        pointer: "/communities/\(line)/community_id", code: "not-of-exploration",
                        detail: "Name one of the exploration's communities."))
            }
            return faults
        }
        guard faults.isEmpty else { throw Invalid(faults) }
    }

    fileprivate func assignments(
        _ learners: [DeadlineFacts], _ observable: [ID<Community>], _ record: ExplorationRecord,
        used: [String], _ act: Act
    ) -> [Given] {
        var random = act.randomness
        let ids = learners.map { _ in ID<Assignment>.timeless(random: &random) }
        let codes =
            record.exploration.isBlind
            ? BlindCode.make(for: ids, used: Set(used), random: &random) : [:]
        let turns = observable.shuffled(using: &random)
        return learners.shuffled(using: &random).enumerated().compactMap { turn, facts in
            guard let deadline = facts.deadline else { return nil }
            let named = places.first { $0.enrollment == facts.enrollment }?.community
            let inTurn = turns.isEmpty ? nil : turns[turn % turns.count]
            return Given(
                id: ids[turn], enrollment: facts.enrollment, learner: facts.learner,
                community: named ?? inTurn, blindCode: codes[ids[turn]], deadline: deadline)
        }
    }
}
