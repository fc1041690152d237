import Domain
import Postgres

/// The gradebook as PostgreSQL writes it: a COPY for the titles and one for the lines. It takes no
/// values, so all of them stand in the text as literals.
struct GradebookTable {
    /// An exploration, in the order of positions.
    struct Column {
        let exploration: ID<Exploration>
        let title: String
        /// To who asks, a name beside blind work would tell whose it is.
        let isHidden: Bool
    }

    let offering: ID<Offering>
    let institution: ID<Institution>
    let columns: [Column]

    /// The line above all others.
    var titles: SQL {
        let all =
            ["Registrar ID", "Name", "Term code", "Class number", "Enrollment"]
            + columns.map(\.title) + ["Approved course grade"]
        let cells = all.map { Self.disarmed("\(literal: $0)::text") }.joined(separator: ", ")
        // Quoted, so that no title misleads a reader who guesses the delimiter.
        return "COPY (SELECT \(cells)) TO STDOUT (FORMAT csv, FORCE_QUOTE *)"
    }

    /// Sections are few, and disarmed once.
    var lines: SQL {
        """
        COPY (
            WITH place AS MATERIALIZED (
                SELECT id, \(Self.disarmed("term_code")) AS term_code,
                    \(Self.disarmed("class_number")) AS class_number
                FROM section WHERE institution_id = \(school) AND offering_id = \(course))
            SELECT \(Self.disarmed("person.registrar_id")), \(Self.disarmed("person.chosen_name")),
                place.term_code, place.class_number, enrollment.state, \(cells)
                \(Self.grade("approved"))
            FROM enrollment
            JOIN person ON person.institution_id = enrollment.institution_id
                AND person.id = enrollment.person_id
            JOIN place ON place.id = enrollment.section_id
            LEFT JOIN (\(work)) work ON work.enrollment_id = enrollment.id
            LEFT JOIN (\(approved)) approved ON approved.enrollment_id = enrollment.id
            WHERE enrollment.institution_id = \(school) AND enrollment.offering_id = \(course)
                AND enrollment.role = 'learner' AND enrollment.state <> 'dropped'
            ORDER BY person.chosen_name, enrollment.id
        ) TO STDOUT (FORMAT csv)
        """
    }

    private var school: SQL { "\(literal: institution.description)" }
    private var course: SQL { "\(literal: offering.description)" }

    private var cells: SQL {
        columns.map { $0.isHidden ? "NULL, " : "work.\($0.name), " as SQL }.joined(separator: "")
    }

    /// A line for each learner, a column for each exploration. The ledger is read once, from end to
    /// end: to look up each of a million grades took five times as long.
    private var work: SQL {
        let columns = columns.filter { !$0.isHidden }.map { column -> SQL in
            """
            , max(\(Self.grade("latest"))) FILTER (
                WHERE exploration_id = \(literal: column.exploration.description)) AS \(column.name)
            """
        }
        return """
            SELECT enrollment_id \(columns.joined(separator: ""))
            FROM (SELECT DISTINCT ON (assignment.enrollment_id, assignment.exploration_id)
                    assignment.enrollment_id, assignment.exploration_id, \(Self.fields)
                FROM grade_entry entry
                JOIN assignment ON assignment.institution_id = entry.institution_id
                    AND assignment.id = entry.assignment_id
                    AND assignment.offering_id = entry.offering_id
                WHERE entry.institution_id = \(school) AND entry.offering_id = \(course)
                ORDER BY assignment.enrollment_id, assignment.exploration_id, entry.seq DESC) latest
            GROUP BY enrollment_id
            """
    }

    /// The latest course grade that somebody stands behind: in the chain, and in the row beside it.
    private var approved: SQL {
        """
        SELECT DISTINCT ON (entry.enrollment_id) entry.enrollment_id, \(Self.fields)
        FROM approval
        JOIN grade_entry entry ON entry.institution_id = approval.institution_id
            AND entry.offering_id = approval.offering_id AND entry.seq = approval.ledger_seq
        WHERE approval.institution_id = \(school) AND approval.offering_id = \(course)
            AND entry.assignment_id IS NULL
            AND \(Self.field("8")) = 'approved_by=' || approval.approved_by
        ORDER BY entry.enrollment_id, entry.seq DESC
        """
    }
}

extension GradebookTable.Column {
    init(_ row: Row, isReadBlind: Bool) throws {
        self.init(
            exploration: try row["id"], title: try row["title"],
            isHidden: isReadBlind ? try row["is_blind"] : false)
    }

    /// In the statement.
    fileprivate var name: SQL { "\(identifier: exploration.description)" }
}

extension GradebookTable {
    static func columns(of offering: ID<Offering>, _ actor: Actor) -> SQL {
        """
        SELECT exploration.id, exploration.title, \(Exploration.isStillBlind) AS is_blind
        FROM exploration
        JOIN offering ON offering.institution_id = exploration.institution_id
            AND offering.id = exploration.offering_id
        WHERE exploration.institution_id = \(actor.institution)
            AND exploration.offering_id = \(offering) AND exploration.state = 'published'
        ORDER BY exploration.position, exploration.id
        """
    }

    /// A line of an entry's canonical form, version 1.
    private static func field(_ number: SQL) -> SQL {
        "split_part(convert_from(entry.entry, 'UTF8'), chr(10), \(number))"
    }

    private static let fields: SQL =
        """
        \(field("1")) AS version, \(field("5")) AS grade, \(field("6")) AS reason
        """

    /// What an entry says, as `Points` and `CourseGrade.code` write it; NULL where a release was
    /// taken back.
    ///
    /// An entry of another form ends the statement by a number that is none: no entry is half
    /// understood, and a call of `refuse()` would keep PostgreSQL from reading in parallel.
    private static func grade(_ entry: SQL) -> SQL {
        """
        CASE WHEN \(entry).version <> 'v=1' THEN (\(entry).version || ' is unknown')::integer::text
            WHEN \(entry).reason = 'reason=release_withdrawn' THEN NULL
            WHEN \(entry).grade IN ('grade=complete', 'grade=incomplete', 'grade=excused')
                THEN substr(\(entry).grade, 7)
            WHEN \(entry).grade LIKE 'grade=points:%' THEN substr(\(entry).grade, 14)
            WHEN \(entry).grade LIKE 'grade=course:I:%' THEN 'I'
            WHEN \(entry).grade LIKE 'grade=course:mark:%' THEN substr(\(entry).grade, 19)
            WHEN \(entry).grade LIKE 'grade=course:percent:%' THEN substr(\(entry).grade, 22)
            WHEN \(entry).grade IN ('grade=course:W', 'grade=course:AU', 'grade=course:NR')
                THEN substr(\(entry).grade, 14)
            ELSE (\(entry).grade || ' is unknown')::integer::text END
        """
    }

    /// As `FormulaGuard` of Interchange does it, which makes the files that are small.
    private static func disarmed(_ text: SQL) -> SQL {
        #"""
        CASE WHEN \#(text) ~ E'^[ \u00A0\uFEFF"\u0027\u201C\u201D\u2018\u2019]*[-=+@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]'
            THEN '''' || \#(text) ELSE \#(text) END
        """#
    }
}
