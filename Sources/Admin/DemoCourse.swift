import Domain
import Foundation
import Interchange
import Store

/// What happened in the demo's offering so far: explorations, reflections, feedback.
struct DemoCourse {
    private let loading: DemoLoading
    private let cast: DemoCast
    private let calendar: DemoCalendar

    private var records: Records { loading.records }
    private var world: DemoWorld { loading.world }
    private var offering: ID<Offering> { cast.offering.offering.id }

    init(_ loading: DemoLoading, _ cast: DemoCast, _ calendar: DemoCalendar) {
        (self.loading, self.cast, self.calendar) = (loading, cast, calendar)
    }

    func run() async throws {
        let teacher = try actor("vega")
        let known = try await everything {
            try await records.explorations(of: offering, by: teacher, $0)
        }
        // The last step of a whole load: what is there was loaded to its end.
        guard
            !known.contains(where: {
                $0.exploration.title == world.offering.explorations.last?.title
            })
        else { return }
        try await setRules(by: teacher)
        try await acceptCode()
        let communities = try await everything { try await records.communities(by: teacher, $0) }
        let ids = Dictionary(
            communities.map { ($0.slug, $0.id) }, uniquingKeysWith: { first, _ in first })
        for said in world.offering.explorations
        where !known.contains(where: { $0.exploration.title == said.title }) {
            Progress.say("week \(said.week): \(said.title)")
            let id = try await write(said, ids, by: teacher)
            let work = world.assignments.filter { $0.exploration == said.key }
            guard !work.isEmpty else { continue }
            try await carry(id, work, ids, opens: calendar.instant(said.opens), by: teacher)
        }
    }

    private func actor(_ key: String) throws -> Actor {
        guard let person = cast.people[key] else {
            throw Failure.refused("demo.json names \(key), whom it doesn't introduce.")
        }
        return loading.actor(.person(person), at: cast.school)
    }

    private func setRules(by teacher: Actor) async throws {
        for said in world.offering.sections {
            guard let section = cast.section(said.key, world) else { continue }
            let steps = said.steps.map { GradeRule.Step(mark: $0.mark, atLeast: $0.atLeast) }
            do {
                _ = try await records.gradeRule(of: section, by: teacher)
            } catch is NotFound {
                _ = try await records.setGradeRule(
                    .completions(steps, below: said.below), of: section, latest: 0, by: teacher,
                    at: calendar.opening)
            }
        }
    }

    private func acceptCode() async throws {
        for entry in world.enrollments where entry.role == .learner {
            let learner = try actor(entry.person)
            let code = try await records.observerCode(by: learner)
            guard code.acceptedAt == nil else { continue }
            try await records.acceptObserverCode(code.code.number, by: learner, at: calendar.now)
        }
    }

    private func write(
        _ said: DemoOffering.Exploration, _ ids: [String: ID<Community>], by teacher: Actor
    ) async throws -> ID<Exploration> {
        let worth = said.points.flatMap { Points($0) }
        let late = said.latePolicy
        return try await records.createExploration(
            Exploration.Content(
                title: said.title, prompt: said.prompt,
                communities: said.communities.compactMap { ids[$0] },
                countsAs: CountsAs(code: said.countsAs, worth: worth) ?? .completion,
                isBlind: said.isBlind,
                rubricVersion: try await loading.folder.rubricVersion(in: records, by: teacher),
                opensAt: calendar.instant(said.opens), dueAt: calendar.instant(said.due),
                wordsLeast: said.wordsLeast, wordsMost: said.wordsMost,
                latePolicy: LatePolicy(
                    kind: late.kind, graceMinutes: late.graceMinutes,
                    closesAfterMinutes: late.closesAfterMinutes,
                    takesLastDraft: late.takesLastDraft)),
            in: offering, by: teacher, at: calendar.opening)
    }

    /// Publishes an exploration and does what its learners and readers did since.
    private func carry(
        _ id: ID<Exploration>, _ work: [DemoAssignment], _ ids: [String: ID<Community>],
        opens: Date, by teacher: Actor
    ) async throws {
        let enrolled = try await everything {
            try await records.enrollments(of: offering, by: teacher, $0)
        }
        let enrollments = Dictionary(
            enrolled.map { ($0.enrollment.person, $0.enrollment.id) },
            uniquingKeysWith: { first, _ in first })
        let places = work.compactMap { one -> Publication.Place? in
            guard let person = cast.people[one.learner], let enrollment = enrollments[person],
                let community = ids[one.community]
            else { return nil }
            return Publication.Place(enrollment: enrollment, community: community)
        }
        _ = try await records.publish(
            id,
            Publication(
                learners: places.map(\.enrollment), places: places,
                isAccountArranged: true), by: teacher, at: opens)
        let given = try await everything {
            try await records.assignments(of: id, by: teacher, $0)
        }
        for one in work {
            let learner = try actor(one.learner)
            guard let record = given.first(where: { $0.assignment.learner == learner.person })
            else { continue }
            try await carry(one, record, learner: learner, opens: opens, by: teacher)
        }
        try await settle(work)
    }

    private func carry(
        _ one: DemoAssignment, _ record: AssignmentRecord, learner: Actor, opens: Date,
        by teacher: Actor
    ) async throws {
        let id = record.assignment.id
        if let reader = one.reader {
            try await records.nameReader(
                try actor(reader).person, of: id, version: record.assignment.version,
                by: teacher, at: opens)
        }
        if let draft = one.draft {
            _ = try await records.saveDraft(
                draft, of: id, version: 0, by: learner, at: calendar.now)
        }
        if one.state == .excused {
            _ = try await records.excuse(id, reason: .other, by: teacher, at: opens)
        }
        for note in one.fieldNotes ?? [] {
            _ = try await records.addFieldNote(
                FieldNote.Content(
                    visitedOn: calendar.start.adding(days: note.day), observed: note.observed,
                    thought: note.thought, pageAddress: note.pageAddress),
                to: id, by: learner, at: calendar.instant(.init(day: note.day, time: "19:00")))
        }
        for submission in one.submissions {
            let receipt = try await records.submit(
                submission.text, aiUse: "none", for: id, by: learner,
                at: calendar.instant(submission.at))
            guard let reading = one.feedback, reading.submission == submission.number else {
                continue
            }
            try await read(receipt.id, submission.text, reading)
        }
    }

    private func read(
        _ submission: ID<Submission>, _ text: String, _ reading: DemoAssignment.Reading
    ) async throws {
        let author = try actor(reading.author)
        let at = reading.released.map(calendar.instant) ?? calendar.now
        let comments = reading.comments.compactMap { comment in
            text.unicodeSpan(of: comment.quote).map {
                Feedback.Comment(span: $0, body: comment.body)
            }
        }
        let saved = try await records.saveFeedback(
            Feedback.Content(
                outcome: reading.outcome, levels: reading.levels, flags: Set(reading.flags),
                comments: comments, summary: reading.summary),
            on: submission, isReady: reading.state != .draft, version: 0, by: author, at: at)
        guard reading.state == .released else { return }
        _ = try await records.release(
            [ReleaseItem(feedback: saved.id, version: saved.version)], of: offering, by: author,
            at: at)
    }

    /// Who withdrew, does so now that their work is excused; who missed the close, has.
    private func settle(_ work: [DemoAssignment]) async throws {
        let clerk = loading.actor(.operator("seed"), at: cast.school)
        if !work.contains(where: { $0.state == .missing }) {
            let enrolled = try await everything {
                try await records.enrollments(of: offering, by: clerk, $0)
            }
            for entry in world.enrollments where entry.state == .withdrawn {
                guard
                    let found = enrolled.first(where: {
                        $0.enrollment.person == cast.people[entry.person]
                    }), found.enrollment.state != .withdrawn
                else { continue }
                try await records.change(
                    found.enrollment.id, to: .withdrawn, section: found.enrollment.section,
                    effectiveOn: calendar.start.adding(days: entry.effectiveDay),
                    version: found.enrollment.version, by: clerk, at: calendar.now)
            }
        }
        _ = try await records.closeAssignments(of: cast.school, at: calendar.now)
    }
}

extension String {
    /// Where the quote stands, counted in Unicode scalars.
    fileprivate func unicodeSpan(of quote: String) -> Range<Int>? {
        guard let range = range(of: quote) else { return nil }
        let start = unicodeScalars.distance(from: startIndex, to: range.lowerBound)
        return start..<(start + quote.unicodeScalars.count)
    }
}
