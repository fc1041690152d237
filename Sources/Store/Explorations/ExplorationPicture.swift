package import Domain
import Foundation
import Postgres

/// How an exploration went, in numbers without names.
package struct ExplorationPicture: Sendable, Equatable {
    /// How many are at each level, by the code of the criterion.
    package let levels: [String: [Int: Int]]
    /// Submissions by the day in the offering's zone; empty where the times tell too much.
    package let days: [Day: Int]
}

extension Records {
    /// For instructors: of what is released, as far as they assess its learners. Times of blind work
    /// stay untold.
    package func picture(
        of exploration: ID<Exploration>, by actor: Actor
    ) async throws -> ExplorationPicture {
        let rows = try await read(
            actor.institution, ExplorationRecord.one(exploration, actor),
            ExplorationPicture.levels(exploration, actor),
            ExplorationPicture.days(exploration, actor))
        try Policy.check(.readQueue, by: actor, Ties(offering: rows[0].one()))
        var levels: [String: [Int: Int]] = [:]
        for row in rows[1] {
            levels[try row["criterion"], default: [:]][try row["level"]] = try row["number"]
        }
        var days: [Day: Int] = [:]
        for row in rows[2] { days[try row["day"]] = try row["number"] }
        return ExplorationPicture(levels: levels, days: days)
    }
}

extension ExplorationPicture {
    private static func isAssessed(by actor: Actor) -> SQL {
        """
        NOT EXISTS (SELECT 1 FROM recusal
            WHERE recusal.institution_id = assignment.institution_id
                AND recusal.offering_id = assignment.offering_id
                AND recusal.reader_id = \(actor.person)
                AND recusal.learner_id = assignment.learner_id)
        """
    }

    fileprivate static func levels(_ id: ID<Exploration>, _ actor: Actor) -> SQL {
        """
        SELECT marked.key AS criterion, marked.value::integer AS level, count(*) AS number
        FROM assignment
        JOIN LATERAL (SELECT levels FROM released_feedback
            WHERE released_feedback.institution_id = assignment.institution_id
                AND released_feedback.assignment_id = assignment.id
                AND NOT EXISTS (SELECT 1 FROM release_withdrawal taken
                    WHERE taken.institution_id = released_feedback.institution_id
                        AND taken.released_feedback_id = released_feedback.id)
            ORDER BY released_at DESC, id DESC LIMIT 1) shown ON true
        JOIN LATERAL jsonb_each_text(shown.levels) marked ON true
        WHERE assignment.institution_id = \(actor.institution)
            AND assignment.exploration_id = \(id) AND \(isAssessed(by: actor))
        GROUP BY marked.key, marked.value
        """
    }

    fileprivate static func days(_ id: ID<Exploration>, _ actor: Actor) -> SQL {
        """
        SELECT (made.submitted_at AT TIME ZONE offering.zone)::date AS day, count(*) AS number
        FROM assignment
        JOIN exploration ON exploration.institution_id = assignment.institution_id
            AND exploration.id = assignment.exploration_id
        JOIN offering ON offering.institution_id = assignment.institution_id
            AND offering.id = assignment.offering_id
        JOIN submission made ON made.institution_id = assignment.institution_id
            AND made.assignment_id = assignment.id
        WHERE assignment.institution_id = \(actor.institution)
            AND assignment.exploration_id = \(id) AND NOT \(Exploration.isStillBlind)
            AND \(isAssessed(by: actor))
        GROUP BY day
        """
    }
}
