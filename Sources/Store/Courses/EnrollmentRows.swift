import Domain
import Foundation
import Postgres

extension EnrollmentRecord {
    static let person: SQL = """
        JOIN person ON person.institution_id = enrollment.institution_id
            AND person.id = enrollment.person_id
        """

    static func columns(_ actor: Actor) -> SQL {
        """
        enrollment.id, enrollment.offering_id, enrollment.person_id, enrollment.role,
        enrollment.section_id, enrollment.state, enrollment.starts_on, enrollment.version,
        person.chosen_name, person.email, person.registrar_id,
        (SELECT name FROM alias WHERE alias.institution_id = enrollment.institution_id
            AND alias.offering_id = enrollment.offering_id
            AND alias.person_id = enrollment.person_id) AS alias,
        \(history("id")) AS change_ids, \(history("state")) AS change_states,
        \(history("section_id")) AS change_sections,
        \(history("effective_on")) AS change_days, \(history("recorded_at")) AS change_times,
        \(history("recorded_by")) AS change_authors,
        \(granted("id")) AS granted_ids, \(granted("time_factor_thousandths")) AS granted_factors,
        \(granted("until")) AS granted_untils, \(granted("granted_at")) AS granted_times,
        \(granted("ended_at")) AS granted_ends,
        \(Ties.columns(actor, offering: "enrollment.offering_id"))
        """
    }

    private static func history(_ column: String) -> SQL {
        """
        ARRAY(SELECT change.\(identifier: column) FROM enrollment_change change
            WHERE change.institution_id = enrollment.institution_id
                AND change.enrollment_id = enrollment.id
            ORDER BY change.recorded_at, change.id)
        """
    }

    private static func granted(_ column: String) -> SQL {
        """
        ARRAY(SELECT granted.\(identifier: column) FROM accommodation granted
            WHERE granted.institution_id = enrollment.institution_id
                AND granted.enrollment_id = enrollment.id ORDER BY granted.id)
        """
    }

    static func one(_ id: ID<Enrollment>, _ actor: Actor) -> SQL {
        """
        SELECT \(columns(actor)) FROM enrollment \(person)
        WHERE enrollment.institution_id = \(actor.institution) AND enrollment.id = \(id)
        """
    }

    static func locked(_ id: ID<Enrollment>, _ actor: Actor) -> SQL {
        "\(one(id, actor)) FOR NO KEY UPDATE OF enrollment"
    }

    init(_ row: Row) throws {
        self.init(
            enrollment: Enrollment(
                id: try row["id"], offering: try row["offering_id"],
                person: try row["person_id"], role: try row["role"],
                section: try row["section_id"], state: try row["state"],
                startsOn: try row["starts_on"], alias: try row["alias"],
                history: try Self.history(row), accommodations: try Self.granted(row),
                version: try row["version"]),
            name: try row["chosen_name"], email: try row["email"],
            registrarID: try row["registrar_id"])
    }

    private static func history(_ row: Row) throws -> [EnrollmentChange] {
        let ids: [ID<EnrollmentChange>] = try row["change_ids"]
        let states: [EnrollmentState] = try row["change_states"]
        let sections: [ID<Section>?] = try row["change_sections"]
        let days: [Day] = try row["change_days"]
        let times: [Date] = try row["change_times"]
        let authors: [ID<Person>?] = try row["change_authors"]
        return ids.indices.map { place in
            EnrollmentChange(
                id: ids[place], state: states[place], section: sections[place],
                effectiveOn: days[place], recordedAt: times[place], recordedBy: authors[place])
        }
    }

    private static func granted(_ row: Row) throws -> [Accommodation] {
        let ids: [ID<Accommodation>] = try row["granted_ids"]
        let factors: [Share] = try row["granted_factors"]
        let untils: [Date?] = try row["granted_untils"]
        let times: [Date] = try row["granted_times"]
        let ends: [Date?] = try row["granted_ends"]
        return ids.indices.map { place in
            Accommodation(
                id: ids[place], timeFactor: factors[place], until: untils[place],
                grantedAt: times[place], endedAt: ends[place])
        }
    }
}

extension Enrollment {
    /// The enrollment and the first line of its history.
    func inserts(_ act: Act) -> [SQL] {
        [
            """
            INSERT INTO enrollment (institution_id, id, offering_id, section_id, person_id, role,
                state, starts_on, created_at)
            VALUES (\(act.institution), \(id), \(offering), \(section), \(person), \(role),
                \(state), \(startsOn), \(act.now))
            """,
            EnrollmentChange(
                id: act.newID(), state: state, section: section, effectiveOn: startsOn,
                recordedAt: act.now, recordedBy: act.actor.person
            ).insert(of: id, act),
        ]
    }

    func update(_ act: Act) -> SQL {
        """
        UPDATE enrollment SET state = \(state), section_id = \(section), starts_on = \(startsOn),
            version = version + 1
        WHERE institution_id = \(act.institution) AND id = \(id)
        """
    }
}

extension EnrollmentChange {
    func insert(of enrollment: ID<Enrollment>, _ act: Act) -> SQL {
        """
        INSERT INTO enrollment_change (institution_id, id, enrollment_id, state, section_id,
            effective_on, recorded_at, recorded_by)
        VALUES (\(act.institution), \(id), \(enrollment), \(state), \(section), \(effectiveOn),
            \(recordedAt), \(recordedBy))
        """
    }
}
