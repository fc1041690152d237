import Domain
import Postgres

/// The facts that `Policy` wants, as columns of the statement that fetches the thing itself.
extension Ties {
    /// `actor_role`: the actor's enrollment in the offering that `offering` names, in force.
    static func columns(_ actor: Actor, offering: SQL) -> SQL {
        """
        (SELECT tie.role FROM enrollment tie
         WHERE tie.institution_id = \(actor.institution) AND tie.offering_id = \(offering)
             AND tie.person_id = \(actor.person) AND tie.state <> 'dropped'
             AND (tie.role = 'learner' OR tie.state = 'enrolled')) AS actor_role
        """
    }

    /// For a row of `assignment` under the name `assignment`: as above, and `actor_owns`,
    /// `actor_recused`, `work_reader_id`.
    static func workColumns(_ actor: Actor) -> SQL {
        """
        \(columns(actor, offering: "assignment.offering_id")),
        coalesce(assignment.learner_id = \(actor.person), false) AS actor_owns,
        assignment.reader_id AS work_reader_id,
        EXISTS (SELECT 1 FROM recusal tie
            WHERE tie.institution_id = \(actor.institution)
                AND tie.offering_id = assignment.offering_id
                AND tie.reader_id = \(actor.person)
                AND tie.learner_id = assignment.learner_id) AS actor_recused
        """
    }

    init(offering row: Row) throws {
        self.init(enrolledAs: try row["actor_role"])
    }

    init(work row: Row) throws {
        self.init(
            enrolledAs: try row["actor_role"], isOwn: try row["actor_owns"],
            work: Work(reader: try row["work_reader_id"], isRecused: try row["actor_recused"]))
    }
}

extension Rows {
    /// The only row; `NotFound` when there is none.
    func one() throws -> Row {
        guard let row = first else { throw NotFound() }
        return row
    }
}

extension Records {
    /// How the actor stands to an offering; the first statement of a unit that lists what is in it.
    /// No row: there is no such offering.
    static func offeringTies(_ actor: Actor, _ offering: ID<Offering>) -> SQL {
        """
        SELECT \(Ties.columns(actor, offering: "offering.id")) FROM offering
        WHERE institution_id = \(actor.institution) AND id = \(offering)
        """
    }

    /// Whether the actor is of the offering's staff, for lists that show staff more.
    static func isStaff(_ actor: Actor, of offering: ID<Offering>) -> SQL {
        """
        (\(actor.roles.contains(.coordinator) || actor.person == nil)
         OR EXISTS (SELECT 1 FROM enrollment tie
            WHERE tie.institution_id = \(actor.institution) AND tie.offering_id = \(offering)
                AND tie.person_id = \(actor.person) AND tie.role <> 'learner'
                AND tie.state = 'enrolled'))
        """
    }

    /// Checks a verb on an offering by the answer to `offeringTies`.
    static func check(_ verb: Verb, by actor: Actor, _ ties: Rows) throws {
        try Policy.check(verb, by: actor, Ties(offering: ties.one()))
    }
}
