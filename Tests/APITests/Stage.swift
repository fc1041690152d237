import API
import Domain
import Foundation
import HTTPTypes
import Store
import Support

/// Ada's work with Vega as its reader, as far as a route needs it, and the ids that routes name.
struct Stage {
    /// A day after the exploration opened.
    static let now = World.noon.addingTimeInterval(World.day)

    private enum Reach: Int, Comparable {
        case assigned, submitted, ready, released

        static func < (left: Reach, right: Reach) -> Bool { left.rawValue < right.rawValue }
    }

    private let api: LiveAPI
    private var ids: [String: String] = [:]
    private var feedback = ReleaseItem(feedback: ID(rawValue: UUID()), version: 1)

    /// Sets the stage for one route; a route that writes gets one for each who tries.
    init(_ api: LiveAPI, for endpoint: Endpoint) async throws {
        self.api = api
        let records = api.database.records
        let vega = World.actor(World.vega)
        let ada = World.actor(World.ada)
        ids = [
            "offerings": "\(World.spring)", "communities": "\(World.blog)",
            "rubrics": "\(World.rubric)", "people": "\(World.bo)",
            "sections": "\(World.passFail)", "enrollments": "\(World.enrollment(of: World.ada))",
        ]
        // The walk publishes one on its way.
        if let code = try? await records.observerCode(by: ada).code {
            try await records.acceptObserverCode(code.number, by: ada, at: Self.now)
        }
        let opens = World.noon
        let given = try await publish(records, by: vega, at: opens)
        ids["explorations"] = "\(given.exploration)"
        guard let assignment = try await self.assignment(given, of: World.ada) else { return }
        ids["assignments"] = "\(assignment)"
        try await records.nameReader(
            World.vega, of: assignment,
            version: records.assignment(assignment, by: vega).assignment.version, by: vega,
            at: opens)
        let reach = Self.reach(of: endpoint)
        guard reach >= .submitted else { return }
        let submission = try await records.submit(
            "A reflection of a few words.", aiUse: "none", for: assignment, by: ada,
            at: Self.now)
        ids["submissions"] = "\(submission.id)"
        if endpoint.path == "/field-notes/{id}" {
            ids["field-notes"] = try await records.addFieldNote(
                FieldNote.Content(visitedOn: Day(of: Self.now, in: .gmt), observed: "Patience."),
                to: assignment, by: ada, at: Self.now
            ).description
        }
        guard reach >= .ready else { return }
        let saved = try await records.saveFeedback(
            Feedback.Content(outcome: .complete), on: submission.id, isReady: true, version: 0,
            by: vega, at: Self.now)
        feedback = ReleaseItem(feedback: saved.id, version: saved.version)
        guard reach >= .released else {
            try await prepare(endpoint, records)
            return
        }
        let release = try await records.release(
            [feedback], of: World.spring, by: vega, at: Self.now)
        ids["released-feedback"] = release.released.first?.description
        try await prepare(endpoint, records)
    }

    private func publish(
        _ records: Records, by vega: Actor, at opens: Date
    ) async throws -> PublicationReceipt {
        let exploration = try await records.createExploration(
            Exploration.Content(
                title: "Walk", prompt: "Read.", communities: [World.blog], opensAt: opens,
                dueAt: opens.addingTimeInterval(7 * World.day)),
            in: World.spring, by: vega, at: opens)
        return try await records.publish(exploration, by: vega, at: opens)
    }

    /// The assignment of one learner among those that a publication made.
    private func assignment(
        _ given: PublicationReceipt, of person: ID<Person>
    ) async throws -> ID<Assignment>? {
        for id in given.assignments {
            let record = try await api.database.records.assignment(
                id, by: World.actor(World.osei))
            if record.assignment.learner == person { return id }
        }
        return nil
    }

    private static func reach(of endpoint: Endpoint) -> Reach {
        switch endpoint.path {
        case "/assignments/{id}/draft", "/assignments/{id}/excuses": .assigned
        case "/assignments/{id}/submissions": endpoint.method == .post ? .assigned : .submitted
        case "/submissions/{id}", "/submissions/{id}/feedback", "/submissions/{id}/openings",
            "/submissions/{id}/reading-lock", "/assignments/{id}/field-notes", "/field-notes/{id}":
            .submitted
        case "/offerings/{id}/releases", "/offerings/{id}/release-candidates",
            "/offerings/{id}/scheduled-releases", "/scheduled-releases/{id}",
            "/scheduled-releases/{id}/cancellation":
            .ready
        default: .released
        }
    }

    /// What becomes of a request: 401, 403 or 404 where the policy stops it, else `yes`.
    func status(of endpoint: Endpoint, as person: ID<Person>?) async throws -> String {
        let type = endpoint.traits.contains(.csv) ? "text/csv" : "application/json"
        let answer = try await api.send(
            endpoint.method, path(of: endpoint), as: person,
            endpoint.takesBody ? body(of: endpoint) : nil,
            version: endpoint.traits.contains(.version) ? 1 : nil, type: type)
        return [401, 403, 404].contains(answer.status) ? "\(answer.status)" : "yes"
    }

    /// The address with the stage's ids, and what the route needs of a query.
    func path(of endpoint: Endpoint) -> String {
        var path = endpoint.path
        let noun = path.split(separator: "/").first.map(String.init) ?? ""
        let owned = path.hasPrefix("/me/") ? "me" : noun
        path = path.replacing("{id}", with: ids[owned] ?? UUID().uuidString.lowercased())
            .replacing("{reader}", with: "\(World.hahn)")
            .replacing("{learner}", with: "\(World.cleo)")
            .replacing("{accommodation}", with: ids["accommodations"] ?? "")
        if endpoint.path == "/offerings/{id}/copy-preview" { path += "?starts_on=2028-02-07" }
        if endpoint.path == "/search" { path += "?q=blog" }
        return path
    }
}

extension Stage {
    /// A body that is well formed, so that the policy and not its form decides.
    func body(of endpoint: Endpoint) -> String {
        switch "\(endpoint.method.rawValue) \(endpoint.path)" {
        case "POST /offerings/{id}/explorations":
            """
            {"title": "Walk", "prompt": "Read.", "opens_at": "2027-03-01T12:00:00Z",
             "due_at": "2027-03-08T12:00:00Z"}
            """
        case "PUT /assignments/{id}/draft": #"{"body": "A draft."}"#
        case "POST /assignments/{id}/submissions": #"{"body": "A reflection.", "ai_use": "none"}"#
        case "POST /assignments/{id}/extensions", "POST /explorations/{id}/extensions":
            #"{"due_at": "2027-03-20T12:00:00Z", "reason": "illness"}"#
        case "POST /sessions":
            #"{"institution": "northfield", "email": "\#(UUID())@x.edu", "password": "wrong"}"#
        case "POST /people":
            #"{"legal_family_name": "Walker", "email": "\#(UUID())@example.edu"}"#
        case "POST /assignments/{id}/excuses": #"{"reason": "illness"}"#
        case "POST /offerings/{id}/releases":
            #"{"feedback": [{"id": "\#(feedback.feedback)", "version": \#(feedback.version)}]}"#
        case "POST /offerings/{id}/scheduled-releases":
            #"{"feedback": [{"id": "\#(feedback.feedback)", "version": \#(feedback.version)}],"#
                + #" "release_at": "2027-03-20T12:00:00Z"}"#
        default: Self.bodies["\(endpoint.method.rawValue) \(endpoint.path)"] ?? "{}"
        }
    }

    private static let bodies: [String: String] = [
        "POST /me/tokens":
            #"{"name": "walk", "scopes": ["read"], "expires_at": "2027-06-01T00:00:00Z","#
            + #" "current_password": "none of this"}"#,
        "POST /me/second-factor/confirmation":
            #"{"code": "000000", "current_password": "none of this"}"#,
        "POST /me/second-factor/recovery-codes": #"{"current_password": "none of this"}"#,
        "POST /me/second-factor/removal": #"{"current_password": "none of this"}"#,
        "PUT /me/password":
            #"{"current_password": "none of this", "password": "a long and quiet evening"}"#,
        "POST /offerings/{id}/grades":
            #"""
        {"enrollment_id": "\#(World.enrollment(of: World.ada))", "grade": "P",
         "reason": "appeal"}
        """#,
        "POST /offerings/{id}/handouts": #"{"title": "Walk", "body": "Read this."}"#,
        "POST /assignments/{id}/field-notes":
            #"{"visited_on": "2027-03-01", "observed": "Patience."}"#,
        "PATCH /field-notes/{id}": #"{"thought": "Whose?"}"#,
        "PUT /contacts": #"{"items": []}"#,
        "PATCH /handouts/{id}": #"{"title": "Walk on"}"#,
        "POST /submissions/{id}/openings": #"{"reason": "appeal"}"#,
        "POST /offerings/{id}/alias-revelations": #"{"alias": "ketone", "reason": "danger"}"#,
        "POST /invitations/lookup": #"{"token": "none of ours"}"#,
        "POST /invitations/acceptance":
            #"{"token": "none of ours", "password": "a long and quiet evening"}"#,
        "POST /assignments/{id}/appeal-packets": #"{"reason": "appeal"}"#,
        "POST /offerings/{id}/copies": #"{"title": "Copy", "starts_on": "2028-02-07"}"#,
        "POST /assignments/{id}/grades": #"{"grade": "complete", "reason": "appeal"}"#,
        "POST /offerings/{id}/outages":
            #"{"started_at": "2027-03-01T08:00:00Z", "ended_at": "2027-03-01T10:00:00Z"}"#,
        "POST /offerings/{id}/hand-overs":
            #"{"from_id": "\#(World.vega)", "to_id": "\#(World.hahn)"}"#,
        "POST /offerings/{id}/exports": #"{"format": "csv"}"#,
        "POST /exports/{id}/events": #"{"state": "sent"}"#,
        "PUT /sections/{id}/registrar-template":
            #"{"columns": [{"name": "ID", "source": "registrar_id"},"#
            + #" {"name": "Grade", "source": "grade"}]}"#,
        "POST /me/observer-code/acceptance": #"{"number": 1}"#,
        "POST /observer-codes": #"{"body": "Read, and do not write."}"#,
        "PATCH /people/{id}": #"{"discipline": "nursing"}"#,
        "POST /communities":
            #"{"slug": "walk", "name": "Walk", "url": "https://walk.example.org", "kind": "blog","#
            + #" "access": "public", "subject_is_minor": false}"#,
        "POST /offerings":
            #"{"course": {"code": "ELEC 742"}, "title": "Walk", "starts_on": "2027-06-01","#
            + #" "ends_on": "2027-07-01", "zone": "America/New_York"}"#,
        "PUT /sections/{id}/grade-rule":
            #"{"kind": "completions", "steps": [{"mark": "P", "at_least": 1}], "below": "F"}"#,
        "POST /offerings/{id}/enrollments":
            #"{"person_id": "\#(UUID())", "role": "instructor", "starts_on": "2027-03-01"}"#,
        "PATCH /enrollments/{id}": #"{"state": "enrolled", "effective_on": "2027-03-01"}"#,
        "POST /enrollments/{id}/accommodations": #"{"time_factor_thousandths": 1500}"#,
        "POST /offerings/{id}/aliases": #"{"theme": ["basal rate"]}"#,
        "POST /offerings/{id}/recusals":
            #"{"reader_id": "\#(World.hahn)", "learner_id": "\#(World.cleo)"}"#,
        "POST /offerings/{id}/roster-imports":
            "ID,First Name,Last Name,Term,CRN\n021,Adaeze,Okafor,2271,10432\n",
    ]

    /// What only a few routes need: a rule, a recusal, an export of a grade by hand.
    private mutating func prepare(_ endpoint: Endpoint, _ records: Records) async throws {
        let vega = World.actor(World.vega)
        switch "\(endpoint.method.rawValue) \(endpoint.path)" {
        case "GET /sections/{id}/grade-rule":
            _ = try await records.setGradeRule(
                .completions([.init(mark: "P", atLeast: 1)], below: "F"), of: World.passFail,
                latest: 0, by: vega, at: Self.now)
        case let name where name.contains("/handouts/{id}"):
            ids["handouts"] = try await records.addHandout(
                Handout.Content(title: "Walk", body: "Read."), to: World.spring, by: vega,
                at: Self.now
            ).description
        case "DELETE /enrollments/{id}/accommodations/{accommodation}":
            ids["accommodations"] = try await records.grant(
                Accommodation.Content(timeFactor: Share(thousandths: 1500)),
                to: World.enrollment(of: World.ada), by: World.actor(World.osei), at: Self.now
            ).description
        case "DELETE /offerings/{id}/recusals/{reader}/{learner}":
            try await records.recuse(
                World.hahn, from: World.cleo, in: World.spring, by: vega, at: Self.now)
        case let name where name.contains("/scheduled-releases/{id}"):
            ids["scheduled-releases"] = try await records.scheduleRelease(
                [feedback], at: Self.now.addingTimeInterval(World.day), of: World.spring,
                by: vega, at: Self.now
            ).description
        case let name where name.contains("/exports/{id}"):
            ids["exports"] = try await export(records, vega).description
        default: break
        }
    }

    private func export(_ records: Records, _ vega: Actor) async throws -> ID<Export> {
        let cleo = World.enrollment(of: World.cleo)
        _ = try await records.recordCourseGrade(
            .mark("H"), reason: .correction, of: cleo, in: World.spring, by: vega, at: Self.now)
        _ = try await records.approveGrades(
            of: World.spring, learners: [cleo], by: vega, at: Self.now)
        return try await records.makeExport(
            of: World.spring, learners: [cleo], .json,
            rendering: { export, _ in Array(export.institution.utf8) }, by: World.actor(World.osei),
            at: Self.now)
    }
}
