import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

/// How PostgreSQL carries out what the hot routes ask, when the tables are large: by its own account
/// (auto_explain) of statements that ran.
@Suite(.world, .timeLimit(.minutes(30))) struct PlanTests {
    @Test func `no hot route reads a large table from end to end, or sorts on disk`() async throws {
        let database = try #require(TestDatabase.current)
        let scene = try Scene()
        let exploration = try await scene.published()
        let work = try await scene.assignment(of: scene.bo)
        let receipt = try await scene.records.submit(
            Scene.text, aiUse: "none", for: work, by: scene.bo, at: Scene.during)
        try await grow(database.owner, database.records)
        let named: SQL = "SELECT current_database()::text AS name"
        let name: String = try await database.owner.read([named])[0][0]["name"]
        for setting in [
            "session_preload_libraries = 'auto_explain'", "auto_explain.log_min_duration = 0",
            "auto_explain.log_analyze = on", "auto_explain.log_format = 'json'",
        ] {
            let change = SQL(unsafe: setting)
            _ = try await database.owner.write([
                "ALTER DATABASE \(identifier: name) SET \(change)"
            ])
        }

        let server = try PrivateServer.shared.get()
        let log = server.folder + "/log"
        let start = try Data(contentsOf: URL(filePath: log)).count
        let client = server.client(to: name, as: "peerspective_service")
        var sessions: Set<Int32> = []
        do {
            let records = database.records(of: client)
            try await runLearnersRoutes(records, scene)
            try await runReadersRoutes(records, scene, exploration, receipt.id)
            sessions = try await Set(
                database.owner.read([Self.sessions])[0].map { try $0["pid"] as Int32 })
        } catch {
            await client.close()
            throw error
        }
        await client.close()
        let plans = try Self.plans(in: log, after: start, of: sessions)
        let large = try await Set(
            database.owner.read([Self.large])[0].map { try $0["name"] as String })

        let nodes = plans.flatMap { $0.nodes }
        #expect(large.isSuperset(of: Self.grown))
        #expect(Set(nodes.compactMap(\.relation)).isSuperset(of: Self.grown))
        for plan in plans {
            let bad = plan.nodes.filter { $0.isCostly(where: large) }
            #expect(bad.isEmpty, "\(plan.statement)")
        }
    }

    /// Each more than once: from the sixth time on, PostgreSQL may take a plan for any values.
    private func runLearnersRoutes(_ records: Records, _ scene: Scene) async throws {
        let made = try await records.createToken(
            Token.Content(
                name: "script", scopes: [.read, .write], expiresAt: World.noon + 30 * World.day),
            of: World.ada, by: scene.ada, at: World.noon)
        for turn in 0..<8 {
            let now = Scene.during.addingTimeInterval(Double(turn))
            let ada = try await records.authenticate(made.secret, requestID: "test", at: now)
            let id = try #require(await records.ownAssignments(by: ada).items.first).assignment.id
            _ = try await records.assignment(id, by: ada)
            _ = try await records.saveDraft(
                "Turn \(turn)", of: id, version: turn, by: ada, at: now)
            _ = try await records.draft(of: id, by: ada)
            _ = try await records.receipts(of: id, by: ada)
            _ = try await records.ownGrades(by: ada, at: now)
        }
        let ada = try await records.authenticate(made.secret, requestID: "test", at: World.noon)
        let id = try #require(await records.ownAssignments(by: ada).items.first).assignment.id
        for turn in 0..<8 {
            let key = IdempotencyKey(
                key: "key-\(turn)", route: "POST /submissions",
                bodyDigest: [UInt8](repeating: 1, count: 32))
            _ = try await records.submit(
                "\(Scene.text) \(turn)", aiUse: "none", for: id, by: ada,
                at: Scene.during.addingTimeInterval(100 + Double(turn)), once: key)
        }
    }

    /// In an offering that is as small as most, beside a large one of the same school.
    private func runReadersRoutes(
        _ records: Records, _ scene: Scene, _ exploration: ID<Exploration>,
        _ submission: ID<Submission>
    ) async throws {
        let (spring, vega) = (World.spring, scene.vega)
        let query = try SearchQuery("patience")
        for turn in 0..<8 {
            let now = Scene.during.addingTimeInterval(Double(turn))
            _ = try await records.queue(of: spring, by: vega, at: now)
            _ = try await records.submission(submission, by: vega)
            _ = try await records.saveFeedback(
                Scene.marked, on: submission, isReady: true, version: turn, by: vega, at: now)
            _ = try await records.feedback(on: submission, by: vega)
            _ = try await records.releaseCandidates(of: spring, by: vega)
            _ = try await records.courseGrades(of: spring, by: vega, at: now)
            _ = try await records.assignments(of: exploration, by: vega)
            _ = try await records.enrollments(of: spring, by: vega)
            _ = try await records.searchSubmissions(query, in: spring, by: vega, at: now)
            _ = try await records.searchFeedback(query, in: spring, by: vega, at: now)
            try await records.sealAudit(of: World.northfield, .latest, at: now)
            try await records.sealAudit(of: World.northfield, at: now)
            _ = try await records.changes(in: spring, by: vega)
        }
    }

    /// 20,000 learners of another offering, each with an assignment that was handed in and read, a
    /// grade, a token, and a line of the record.
    private func grow(_ owner: PostgresClient, _ records: Records) async throws {
        let eve = World.actor(World.eve)
        let exploration = try await records.createExploration(
            Scene.content(), in: World.autumn, by: eve, at: Scene.opens)
        _ = try await records.publish(exploration, by: eve, at: Scene.opens)
        try await records.sealAudit(of: World.northfield, .everything, at: Scene.opens)
        try await owner.transaction(
            LocalSettings(statementTimeout: nil, deadline: .seconds(600))
        ) { tx in
            try await tx.run(
                """
                CREATE TEMPORARY TABLE more ON COMMIT DROP AS
                SELECT n, gen_random_uuid() AS person, gen_random_uuid() AS enrollment,
                    gen_random_uuid() AS assignment, gen_random_uuid() AS submission,
                    gen_random_uuid() AS feedback,
                    (lpad(to_hex(n), 12, '0') || substr(md5(n::text), 1, 20))::uuid AS line
                FROM generate_series(1, 20000) AS n
                """)
            for statement in Self.growing(exploration) { try await tx.run(statement) }
        }
        _ = try await owner.write(
            ["ANALYZE"], LocalSettings(statementTimeout: nil, deadline: .seconds(600)))
    }

    private static func growing(_ exploration: ID<Exploration>) -> [SQL] {
        let (school, offering) = (World.northfield, World.autumn)
        return [
            """
            INSERT INTO person (institution_id, id, legal_given_name, legal_family_name,
                chosen_name, email, created_at)
            SELECT \(school), person, 'Learner', n::text, 'Learner ' || n,
                'learner-' || n || '@example.edu', \(World.noon) FROM more
            """,
            """
            INSERT INTO enrollment (institution_id, id, offering_id, section_id, person_id, role,
                state, starts_on, created_at)
            SELECT \(school), enrollment, \(offering), \(World.autumnSection), person, 'learner',
                'enrolled', '2027-02-01', \(World.noon) FROM more
            """,
            """
            INSERT INTO assignment (institution_id, id, offering_id, exploration_id,
                enrollment_id, learner_id, state, submissions, due_at, assigned_at, changed_at)
            SELECT \(school), assignment, \(offering), \(exploration), enrollment, person,
                'submitted', 1, \(Scene.due), \(Scene.opens), \(Scene.opens) FROM more
            """,
            """
            INSERT INTO submission (institution_id, id, exploration_id, assignment_id, number,
                digest, words, submitted_at, due_at, late_policy_number)
            SELECT \(school), submission, \(exploration), assignment, 1,
                sha256(uuid_send(submission)), 1, \(Scene.during), \(Scene.due), 1 FROM more
            """,
            """
            INSERT INTO submission_text (institution_id, submission_id, salt, body, ai_use)
            SELECT \(school), submission, substring(uuid_send(submission) FOR 16), \(Scene.text),
                'none' FROM more
            """,
            """
            INSERT INTO feedback (institution_id, id, assignment_id, submission_id, author_id,
                state, outcome, created_at, changed_at)
            SELECT \(school), feedback, assignment, submission, \(World.eve), 'ready', 'complete',
                \(Scene.during), \(Scene.during) FROM more
            """,
            """
            INSERT INTO feedback_text (institution_id, feedback_id, summary)
            SELECT \(school), feedback, \(Scene.text) FROM more
            """,
            """
            INSERT INTO ledger_head (institution_id, offering_id, seq, previous, digest)
            VALUES (\(school), \(offering), 20000, sha256('19999'), sha256('20000'))
            """,
            """
            INSERT INTO grade_entry (institution_id, offering_id, seq, recorded_at, enrollment_id,
                assignment_id, entry, previous, digest)
            SELECT \(school), \(offering), n, \(Scene.during), enrollment, assignment, '',
                sha256((n - 1)::text::bytea), sha256(n::text::bytea) FROM more
            """,
            """
            INSERT INTO audit (institution_id, id, at, action, subject_id, detail)
            SELECT \(school), line, \(Scene.opens), 'submission.received', submission, '{}' FROM more
            """,
            """
            INSERT INTO audit_seal (institution_id, seq, audit_id, previous, digest, sealed_at,
                offering_id)
            SELECT \(school), 1000 + n, line, sha256('a'), sha256('b'), \(Scene.opens), \(offering)
            FROM more
            """,
            """
            UPDATE audit_head SET seq = 21000 WHERE institution_id = \(school)
            """,
            """
            INSERT INTO api_token (institution_id, id, person_id, name, digest, scopes,
                created_at, expires_at)
            SELECT \(school), gen_random_uuid(), person, 'script', sha256(uuid_send(person)),
                '{read}', \(World.noon), \(World.noon.addingTimeInterval(World.day)) FROM more
            """,
        ]
    }

    private static let sessions: SQL = """
        SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND usename = 'peerspective_service'
        """

    private static let grown: Set = [
        "person", "enrollment", "assignment", "submission", "submission_text", "feedback",
        "feedback_text", "grade_entry", "audit", "audit_seal", "api_token",
    ]

    private static let large: SQL =
        "SELECT relname::text AS name FROM pg_class WHERE reltuples > 10000"
}

extension PlanTests {
    private struct Plan {
        let statement: String
        let nodes: [Node]
    }

    private struct Node: CustomStringConvertible {
        let type: String
        let relation: String?
        let index: String?
        /// False for a part of a plan that wasn't needed.
        let ran: Bool
        /// Rows that it read and threw away.
        let removed: Double
        let sortSpace: String?

        /// Reading what others have in a large table, or sorting more than fits in memory.
        func isCostly(where large: Set<String>) -> Bool {
            let isLarge = relation.map(large.contains) ?? false
            return isLarge && ran && (type == "Seq Scan" || removed > 1000) || sortSpace == "Disk"
        }

        var description: String {
            "\(type) on \(relation ?? "") by \(index ?? "nothing"), \(removed) rows removed"
        }
    }

    /// What the sessions' statements were carried out by. A plan begins with a line that ends in
    /// `plan:`, and goes on in lines that begin with a tab.
    private static func plans(
        in log: String, after start: Int, of sessions: Set<Int32>
    ) throws -> [Plan] {
        let data = try Data(contentsOf: URL(filePath: log)).dropFirst(start)
        var plans: [Plan] = []
        var text: String?
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("\t"), text != nil {
                text? += line.dropFirst() + "\n"
                continue
            }
            if let whole = text { plans.append(try plan(whole)) }
            text =
                sessions.contains { line.contains("[\($0)]") } && line.hasSuffix("plan:") ? "" : nil
        }
        if let whole = text { plans.append(try plan(whole)) }
        return plans
    }

    private static func plan(_ text: String) throws -> Plan {
        let whole = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return Plan(
            statement: whole?["Query Text"] as? String ?? "",
            nodes: nodes(try #require(whole?["Plan"] as? [String: Any])))
    }

    private static func nodes(_ plan: [String: Any]) -> [Node] {
        let node = Node(
            type: plan["Node Type"] as? String ?? "", relation: plan["Relation Name"] as? String,
            index: plan["Index Name"] as? String, ran: plan["Actual Loops"] as? Double != 0,
            removed: (plan["Rows Removed by Filter"] as? Double ?? 0)
                * (plan["Actual Loops"] as? Double ?? 1),
            sortSpace: plan["Sort Space Type"] as? String)
        return [node] + (plan["Plans"] as? [[String: Any]] ?? []).flatMap(nodes)
    }
}
