import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@testable import Web

/// Every page × every id of the demo world × each role, for what the people there wrote.
@Suite(.database) struct DemoWalkTests {
    enum Reader: String, CaseIterable {
        case learner = "okafor"
        case instructor = "vega"
        case coordinator = "osei"
    }

    /// Some words of what somebody wrote.
    private struct Piece {
        let kind: String
        let learner: ID<Person>
        let words: String
        let isReleased: Bool

        func isFor(_ reader: Reader, _ person: ID<Person>) -> Bool {
            switch reader {
            case .learner: learner == person && (kind != "feedback" || isReleased)
            case .instructor: kind != "draft"
            case .coordinator: false
            }
        }
    }

    private struct Demo {
        let school: ID<Institution>
        let people: [Reader: ID<Person>]
        /// Of each learner.
        let names: [ID<Person>: [String]]
        let pieces: [Piece]

        /// What mustn't stand on any page that this reader is shown, and what may.
        func words(for reader: Reader) throws -> (hidden: Set<String>, own: Set<String>) {
            let person = try #require(people[reader])
            let own = Set(pieces.filter { $0.isFor(reader, person) }.map(\.words))
            let others = reader == .learner ? names.filter { $0.key != person } : [:]
            return (
                Set(pieces.map(\.words)).subtracting(own).union(others.values.joined()), own
            )
        }
    }

    private func load() async throws -> Demo {
        let database = try #require(TestDatabase.current)
        let (status, output) = try Program.run(
            Program.adminTool,
            [
                "seed", "--demo", "--database-url", database.connection, "--operator", "test",
                "--seeds", URL.checkout.appending(path: "seeds").path,
            ])
        #expect(status == 0, "\(output)")
        let rows = try await database.owner.read([
            """
            SELECT institution_id, id, split_part(email, '@', 1) AS name, chosen_name, email,
                legal_given_name || ' ' || legal_family_name AS legal_name, registrar_id
            FROM person
            """,
            Self.pieces,
        ])
        var people: [Reader: ID<Person>] = [:]
        var names: [ID<Person>: [String]] = [:]
        for row in rows[0] {
            let id: ID<Person> = try row["id"]
            if let reader = Reader(rawValue: try row["name"]) { people[reader] = id }
            guard let number: String = try row["registrar_id"] else { continue }
            names[id] = [
                number, try row["chosen_name"], try row["legal_name"], try row["email"],
            ]
        }
        return Demo(
            school: try #require(rows[0].first)["institution_id"], people: people, names: names,
            pieces: try rows[1].map {
                Piece(
                    kind: try $0["kind"], learner: try $0["learner_id"], words: try $0["words"],
                    isReleased: try $0["is_released"])
            })
    }

    /// Without signs, which a page writes otherwise.
    private static let pieces: SQL = """
        SELECT kind, learner_id, is_released, substring(body FROM '[A-Za-z][A-Za-z ]{18,40}') AS words
        FROM (
            SELECT 'draft' AS kind, assignment_id, false AS is_released, body FROM draft_text
            UNION ALL SELECT 'submission', assignment_id, false, body
                FROM submission_text JOIN submission ON submission.id = submission_id
            UNION ALL SELECT 'field note', assignment_id, false, observed || thought
                FROM field_note_text JOIN field_note ON field_note.id = field_note_id
            UNION ALL SELECT 'feedback', feedback.assignment_id,
                    EXISTS (SELECT 1 FROM released_feedback WHERE feedback_id = feedback.id), words.body
                FROM feedback JOIN (SELECT feedback_id, summary AS body FROM feedback_text
                    UNION ALL SELECT feedback_id, body FROM feedback_comment
                        JOIN feedback_comment_text ON comment_id = feedback_comment.id) words
                    ON words.feedback_id = feedback.id
        ) written JOIN assignment ON assignment.id = assignment_id
        WHERE body ~ '[A-Za-z][A-Za-z ]{18,40}'
        """

    @Test func `no page of the demo world shows another's name or text`() async throws {
        let demo = try await load()
        let paths = try await EveryPage(of: demo.school).paths()

        try await LiveWeb.run(at: Date(), isDemo: true) { web in
            for reader in Reader.allCases {
                let (hidden, own) = try demo.words(for: reader)
                try #require(!hidden.isEmpty)
                let session = try await web.database.session(
                    of: try #require(demo.people[reader]), in: demo.school, at: web.now)
                var (shown, seen): (Int, Set<String>) = (0, [])
                for path in paths {
                    let answer = try await web.get(path, session: session)
                    guard answer.status == 200 else { continue }
                    shown += 1
                    for word in hidden {
                        #expect(!answer.html.says(word), "\(reader): \(path) shows \(word)")
                    }
                    seen.formUnion(own.filter(answer.html.says))
                }
                #expect(shown > 20)
                // What is looked for would be found: what they may read is.
                #expect(seen.count >= own.count / 2)
            }
        }
    }
}
