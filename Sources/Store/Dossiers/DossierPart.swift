import Domain
import Foundation
import Postgres

/// One kind of what is kept about a person, and the tables that it is read from.
struct DossierPart {
    let name: String
    let title: String
    let tables: [String]
    let statement: SQL

    init(_ name: String, _ title: String, _ tables: [String], _ statement: SQL) {
        self.name = name
        self.title = title
        self.tables = tables
        self.statement = statement
    }

    /// Lines as JSON whose members stand in the order of the columns, and the same field by field.
    /// One more than is shown tells that there are more.
    var lines: SQL {
        """
        SELECT line::text AS line,
            ARRAY(SELECT name FROM json_each_text(line) WITH ORDINALITY AS field (name, said, place)
                ORDER BY place) AS names,
            ARRAY(SELECT coalesce(said, '') FROM json_each_text(line)
                WITH ORDINALITY AS field (name, said, place) ORDER BY place) AS said
        FROM (SELECT row_to_json(part) AS line
            FROM (\(statement) LIMIT \(Dossier.most + 1)) part) lines
        """
    }

    func part(_ rows: Rows) throws -> Dossier.Part {
        Dossier.Part(
            name: name, title: title,
            lines: try rows.prefix(Dossier.most).map {
                Dossier.Line(json: try $0["line"], names: try $0["names"], values: try $0["said"])
            }, isCut: rows.count > Dossier.most)
    }
}

/// Where else the schema has something of a school, and why a dossier leaves it out.
enum LeftOutOfDossier {
    static let tables: [String: String] = [
        "institution": "of the school", "course": "of the school", "section": "of the school",
        "offering": "of the school; its title stands with the enrollment",
        "grade_rule": "of a section", "registrar_template": "of a section",
        "exploration": "set for everyone; its title stands with the assignment",
        "exploration_community": "set for everyone", "late_policy": "set for everyone",
        "outage": "of an offering", "handout": "for everyone", "contact_list": "for everyone",
        "contact": "for everyone", "observer_code": "for everyone",
        "community": "of the catalog", "rubric_level": "of the catalog",
        "rubric": "of the catalog", "rubric_version": "of the catalog",
        "rubric_criterion": "of the catalog", "rubric_descriptor": "of the catalog",
        "rubric_flag": "of the catalog",
        "feedback": "not released; what was stands in released-feedback",
        "feedback_level": "not released", "feedback_flag": "not released",
        "feedback_text": "not released", "feedback_comment": "not released",
        "feedback_comment_text": "not released",
        "release": "one act for many; its time stands with each piece",
        "scheduled_release": "not released", "scheduled_release_item": "not released",
        "reading_lock": "who reads at this moment, which no learner is told",
        "ledger_head": "the end of a chain, of an offering",
        "export_content": "one file for many; the own line stands in export-lines",
        "audit_head": "the end of a chain",
        "audit_seal": "digests over lines of the record, which stand in audit",
        "redaction_place": "where texts were covered, which the texts show",
        "sign_in_throttle": "digests of what was typed, which name nobody",
    ]
}
