import Domain
import Foundation
import Hummingbird
import Store
import Support

@testable import Web

/// Ada's work with Vega as its reader, as far as a page's route needs it, the ids that addresses name,
/// and forms that are well formed, so that the policy and not their form decides.
struct PageStage {
    /// A day after the exploration opened.
    static let now = World.noon.addingTimeInterval(World.day)

    private enum Reach: Int {
        case assigned, submitted, ready, released
    }

    private let route: PageRoute
    private let records: Records
    private var ids: [String: String] = [:]
    private var piece = ""

    init(_ records: Records, for route: PageRoute) async throws {
        (self.records, self.route) = (records, route)
        ids = [
            "offerings": "\(World.spring)", "communities": "\(World.blog)", "people": "\(World.bo)",
            "{enrollment}": "\(World.enrollment(of: World.ada))",
        ]
        try await assign()
        try await prepare()
        let reach = reach.rawValue
        guard reach > 0 else { return }
        let feedback = try await submit(isReady: reach > 1)
        if reach > 2 { try await release(feedback) }
    }

    private var reach: Reach {
        switch route.path {
        case "/assignments/{id}/feedback", "/released-feedback/{id}/withdrawal": .released
        case "/offerings/{id}/release", "/offerings/{id}/release/review",
            "/scheduled-releases/{id}/cancellation":
            .ready
        case "/assignments/{id}/submissions/{submission}", "/submissions/{id}/reading",
            "/submissions/{id}/reading-lock":
            .submitted
        default: .assigned
        }
    }

    private mutating func assign() async throws {
        let vega = World.actor(World.vega)
        let draft = try await explore("Not yet", vega)
        let exploration = try await explore("Walk", vega)
        _ = try await records.publish(exploration, by: vega, at: World.noon)
        ids["explorations"] = route.path.hasSuffix("/publication") ? "\(draft)" : "\(exploration)"
        let own = try await records.ownAssignments(by: World.actor(World.ada)).items
            .first { $0.assignment.exploration == exploration }
        guard let assignment = own?.assignment.id else { return }
        ids["assignments"] = "\(assignment)"
        try await records.nameReader(
            World.vega, of: assignment,
            version: records.assignment(assignment, by: vega).assignment.version, by: vega,
            at: World.noon)
        let ada = World.actor(World.ada)
        _ = try await records.saveDraft(
            "A few words.", of: assignment, version: 0, by: ada, at: Self.now)
        ids["field-notes"] = try await records.addFieldNote(
            FieldNote.Content(visitedOn: Day(of: Self.now, in: .gmt), observed: "Patience."),
            to: assignment, by: ada, at: Self.now
        ).description
    }

    private func explore(_ title: String, _ vega: Actor) async throws -> ID<Exploration> {
        try await records.createExploration(
            Exploration.Content(
                title: title, prompt: "Read.", communities: [World.blog], opensAt: World.noon,
                dueAt: World.noon.addingTimeInterval(7 * World.day)),
            in: World.spring, by: vega, at: World.noon)
    }

    /// What only a few routes need.
    private mutating func prepare() async throws {
        let (vega, osei) = (World.actor(World.vega), World.actor(World.osei))
        let ada = World.enrollment(of: World.ada)
        if route.path.hasSuffix("/accommodations/{accommodation}/end") {
            ids["{accommodation}"] = try await records.grant(
                Accommodation.Content(timeFactor: Share(thousandths: 1500)), to: ada, by: osei,
                at: Self.now
            ).description
        }
        if route.path.hasSuffix("/recusal-ends") {
            try await records.recuse(
                World.hahn, from: World.cleo, in: World.spring, by: vega, at: Self.now)
        }
        guard route.path.contains("/exports") || route.path.hasSuffix("/approvals") else { return }
        _ = try await records.recordCourseGrade(
            .mark("P"), reason: .correction, of: ada, in: World.spring, by: vega, at: Self.now)
        guard route.path.contains("/exports") else { return }
        _ = try await records.approveGrades(
            of: World.spring, learners: [ada], by: vega, at: Self.now)
        ids["exports"] = try await records.makeExport(
            of: World.spring, learners: [ada], .json,
            rendering: { export, _ in Array(export.institution.utf8) }, by: osei, at: Self.now
        ).description
    }

    private mutating func submit(isReady: Bool) async throws -> ReleaseItem? {
        guard let assignment = ids["assignments"].flatMap({ ID<Assignment>($0) }) else {
            return nil
        }
        let vega = World.actor(World.vega)
        let submission = try await records.submit(
            "A few words.", aiUse: "none", for: assignment, by: World.actor(World.ada),
            at: Self.now)
        ids["submissions"] = "\(submission.id)"
        ids["{submission}"] = "\(submission.id)"
        guard isReady else { return nil }
        let saved = try await records.saveFeedback(
            Feedback.Content(outcome: .complete), on: submission.id, isReady: true, version: 0,
            by: vega, at: Self.now)
        piece = "\(saved.id):\(saved.version)"
        let item = ReleaseItem(feedback: saved.id, version: saved.version)
        if route.path.hasPrefix("/scheduled-releases") {
            ids["scheduled-releases"] = try await records.scheduleRelease(
                [item], at: Self.now.addingTimeInterval(World.day), of: World.spring, by: vega,
                at: Self.now
            ).description
        }
        return item
    }

    private mutating func release(_ item: ReleaseItem?) async throws {
        guard let item else { return }
        let release = try await records.release(
            [item], of: World.spring, by: World.actor(World.vega), at: Self.now)
        ids["released-feedback"] = release.released.first?.description
    }

    var path: String {
        let noun = route.path.split(separator: "/").first.map(String.init) ?? ""
        let nobody = UUID().uuidString.lowercased()
        return ["{enrollment}", "{accommodation}", "{submission}"].reduce(
            route.path.replacing("{id}", with: ids[noun] ?? nobody)
        ) { $0.replacing($1, with: ids[$1] ?? nobody) }
    }

    var form: [(String, String)] {
        let fields =
            switch route.path {
            case "/people/new":
                "legal_family_name=Walker&chosen_name=Walker&email=\(UUID())@example.edu"
            case "/sign-in": "institution=northfield&email=\(UUID())@example.edu&password=wrong"
            case "/offerings/{id}/release", "/offerings/{id}/release/review": "piece=\(piece)"
            default: Self.forms[route.path] ?? ""
            }
        return fields.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
    }

    private static let exploration =
        "version=1&title=Walk&prompt=Read.&community=\(World.blog)&counts_as=completion"
        + "&late_kind=flag&opens_at=2027-03-01T12:00&due_at=2027-03-12T12:00"
    private static let people = "reader=\(World.hahn)&learner=\(World.cleo)"
    private static let offering =
        "version=1&course_code=ELEC 742&title=Walk&starts_on=2027-06-01&ends_on=2027-07-01"
        + "&zone=America/New_York"

    private static let forms: [String: String] = [
        "/sign-in/code": "challenge=none&code=000000",
        "/invitation": "code=none",
        "/account/password": "old=wrong&password=a quiet long evening&again=a quiet long evening",
        "/account/zone": "zone=America/Denver",
        "/account/second-factor/confirmation": "code=000000&old=wrong",
        "/account/second-factor/recovery-codes": "old=wrong",
        "/account/second-factor/removal": "old=wrong",
        "/observers-code": "number=1",
        "/offerings/{id}/enrolling":
            "person=020&role=learner&section=\(World.passFail)&state=enrolled"
            + "&starts_on=2027-03-01",
        "/offerings/{id}/people/{enrollment}":
            "version=1&state=auditing&section=\(World.passFail)&effective_on=2027-03-02",
        "/offerings/{id}/people/{enrollment}/accommodations": "factor=1.5",
        "/people/{id}":
            "version=1&legal_family_name=Walker&chosen_name=Walker&email=walk@x.edu&active=on",
        "/offerings/new": offering,
        "/offerings/{id}/edit": offering,
        "/offerings/{id}/exports": "format=csv",
        "/exports/{id}/events": "state=sent",
        "/offerings/{id}/roster":
            "pasted=ID,First Name,Last Name,Term,CRN\n021,Adaeze,Okafor,2271,10432\n",
        "/offerings/{id}/roster/import":
            "file=\(Carried.text(Array("ID,Term,CRN\n021,2271,10432\n".utf8)))&digest=00",
        "/offerings/{id}/grades/{enrollment}": "grade=P&reason=appeal",
        "/offerings/{id}/approvals": "learner=\(World.enrollment(of: World.ada))",
        "/assignments/{id}/staff/extensions": "due_at=2027-03-20T12:00&reason=illness",
        "/assignments/{id}/staff/excuses": "excuse_reason=illness",
        "/assignments/{id}/staff/reader": "reader=\(World.hahn)&version=2",
        "/offerings/{id}/readers": people,
        "/offerings/{id}/readers/recusal-ends": people,
        "/offerings/{id}/readers/hand-over": "from=\(World.vega)&to=\(World.hahn)",
        "/released-feedback/{id}/withdrawal": "offering=\(World.spring)",
        "/offerings/{id}/explorations": exploration,
        "/explorations/{id}": exploration,
        "/explorations/{id}/publication": "to=all",
        "/explorations/{id}/withdrawal": "version=1",
        "/submissions/{id}/reading": "version=0&outcome=complete&act=save",
        "/submissions/{id}/reading-lock": "act=begin",
        "/assignments/{id}/writing": "version=1&body=More words.&go=stay",
        "/assignments/{id}/submission": "version=1&ai=none",
        "/assignments/{id}/field-notes": "visited_on=2027-03-01&observed=Patience.",
        "/field-notes/{id}": "version=1&visited_on=2027-03-01&observed=More.",
        "/field-notes/{id}/deletion": "version=1",
    ]
}
