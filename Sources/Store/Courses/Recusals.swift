package import Domain
package import Foundation
import Postgres

extension Records {
    /// Who doesn't assess whom, for staff. No reason is stored.
    package func recusals(
        of offering: ID<Offering>, by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<Recusal> {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            """
            SELECT reader_id, learner_id, recorded_at FROM recusal
            WHERE institution_id = \(actor.institution) AND offering_id = \(offering)
                AND (reader_id, learner_id)
                    > (\(page.after?.keys.first.flatMap(UUID.init(uuidString:)) ?? .zero),
                        \(try page.id() ?? .zero))
            ORDER BY reader_id, learner_id LIMIT \(page.limit + 1)
            """)
        try Self.check(.readRoster, by: actor, rows[0])
        let recusals = try rows[1].map { row in
            Recusal(
                offering: offering, reader: try row["reader_id"],
                learner: try row["learner_id"], recordedAt: try row["recorded_at"])
        }
        return Page(recusals, of: page) { [$0.reader.description, $0.learner.description] }
    }

    /// From now on the reader doesn't see the learner's work; whoever was to read it is named anew.
    /// Recording twice is recording once.
    package func recuse(
        _ reader: ID<Person>, from learner: ID<Person>, in offering: ID<Offering>,
        by actor: Actor, at now: Date
    ) async throws {
        try await act(by: actor, at: now) { act in
            let found = try await act.run([
                Self.offeringTies(actor, offering), act.places(of: reader, learner, offering),
            ])
            try Self.check(.recordRecusal, by: actor, found[0])
            try await act.refuseTelling(try Ties(offering: found[0].one()), offering)
            guard found[1].count == 1 else { throw Offering.Refusal.notReaderAndLearner }
            // Whoever names a reader holds the assignment, and reads the recusals after that.
            let made = try await act.run([
                """
                SELECT id FROM assignment
                WHERE institution_id = \(act.institution) AND offering_id = \(offering)
                    AND learner_id = \(learner) ORDER BY id FOR NO KEY UPDATE
                """,
                """
                INSERT INTO recusal (institution_id, offering_id, reader_id, learner_id,
                    recorded_at)
                VALUES (\(act.institution), \(offering), \(reader), \(learner), \(now))
                ON CONFLICT DO NOTHING
                """,
            ])[1]
            guard made.affected == 1 else { return }
            act.queue(
                """
                UPDATE assignment SET reader_id = NULL, version = version + 1
                WHERE institution_id = \(act.institution) AND offering_id = \(offering)
                    AND reader_id = \(reader) AND learner_id = \(learner)
                """)
            try act.audit(
                "recusal.recorded", offering, ["reader": "\(reader)", "learner": "\(learner)"])
        }
    }

    /// By anyone on the staff but the one who is recused.
    package func removeRecusal(
        of reader: ID<Person>, from learner: ID<Person>, in offering: ID<Offering>,
        by actor: Actor, at now: Date
    ) async throws {
        try await act(by: actor, at: now) { act in
            let ties = try await act.run(Self.offeringTies(actor, offering))
            try Self.check(.recordRecusal, by: actor, ties)
            try await act.refuseTelling(try Ties(offering: ties.one()), offering)
            guard actor.person != reader else { throw Policy.Refusal.notAllowed }
            let removed = try await act.run(
                """
                DELETE FROM recusal
                WHERE institution_id = \(act.institution) AND offering_id = \(offering)
                    AND reader_id = \(reader) AND learner_id = \(learner)
                """)
            guard removed.affected == 1 else { throw NotFound() }
            try act.audit(
                "recusal.removed", offering, ["reader": "\(reader)", "learner": "\(learner)"])
        }
    }
}

extension Act {
    /// A reader of blind work who recuses somebody, or lifts that, would see which code comes or goes.
    fileprivate func refuseTelling(_ ties: Ties, _ offering: ID<Offering>) async throws {
        guard ties.enrolledAs == .instructor else { return }
        let blind = try await run(
            """
            SELECT 1 FROM exploration
            JOIN offering ON offering.institution_id = exploration.institution_id
                AND offering.id = exploration.offering_id
            WHERE exploration.institution_id = \(institution)
                AND exploration.offering_id = \(offering) AND exploration.state = 'published'
                AND \(Exploration.isStillBlind) LIMIT 1
            """)
        guard blind.first == nil else { throw Offering.Refusal.askTheOffice }
    }
}

extension Act {
    /// One row where the one is staff of the offering and the other its learner.
    fileprivate func places(
        of reader: ID<Person>, _ learner: ID<Person>, _ offering: ID<Offering>
    ) -> SQL {
        """
        SELECT reader.id FROM enrollment reader
        JOIN enrollment learner ON learner.institution_id = reader.institution_id
            AND learner.offering_id = reader.offering_id AND learner.person_id = \(learner)
            AND learner.role = 'learner'
        WHERE reader.institution_id = \(institution) AND reader.offering_id = \(offering)
            AND reader.person_id = \(reader) AND reader.role <> 'learner'
        """
    }
}
