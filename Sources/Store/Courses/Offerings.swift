package import Domain
package import Foundation
import Postgres

/// An offering with its course and sections, and what the one who asks is in it.
package struct OfferingRecord: Sendable, Equatable {
    package let offering: Offering
    package let course: Course
    package let sections: [Section]
    /// Nil for those who see it by an appointment.
    package let role: Role?

    package var content: Offering.Content { offering.content(sections) }
}

extension Records {
    /// Those that the actor may see, the latest first: members their own, the office all.
    package func offerings(
        by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<OfferingRecord> {
        guard actor.covers(Verb.readOffering.scope) else { throw Policy.Refusal.insufficientScope }
        let isOffice = Policy.allows(.readOffering, by: actor)
        let rows = try await read(
            actor.institution,
            """
            SELECT \(OfferingRecord.columns(actor)) FROM offering \(OfferingRecord.course)
            WHERE offering.institution_id = \(actor.institution)
                AND (\(isOffice) OR EXISTS (SELECT 1 FROM enrollment own
                    WHERE own.institution_id = offering.institution_id
                        AND own.offering_id = offering.id AND own.person_id = \(actor.person)
                        AND own.state <> 'dropped'
                        AND (own.role = 'learner' OR own.state = 'enrolled')))
                AND (offering.starts_on, offering.id)
                    < (\(page.after?.keys.first.flatMap { Day($0) } ?? .last),
                        \(try page.id() ?? .zero))
            ORDER BY offering.starts_on DESC, offering.id DESC LIMIT \(page.limit + 1)
            """)
        return Page(try rows[0].map(OfferingRecord.init), of: page) {
            [$0.offering.startsOn.description, $0.offering.id.description]
        }
    }

    package func offering(_ id: ID<Offering>, by actor: Actor) async throws -> OfferingRecord {
        let row = try await read(actor.institution, OfferingRecord.one(id, actor))[0].one()
        try Policy.check(.readOffering, by: actor, Ties(offering: row))
        return try OfferingRecord(row)
    }

    /// Makes an offering with its sections, and its course where that isn't there yet. An instructor
    /// who makes one teaches it.
    package func createOffering(
        _ content: Offering.Content, of course: Course.Content, by actor: Actor, at now: Date,
        once key: IdempotencyKey? = nil
    ) async throws -> ID<Offering> {
        try Policy.check(.createOffering, by: actor)
        try course.check()
        try content.check()
        return try await Self.namingTakenClasses {
            try await once(key, by: actor, at: now) { act in
                let id: ID<Offering> = act.newID()
                let courseID = try await act.course(course)
                act.queue(content.insert(id, courseID, act))
                for section in content.sections { act.queue(section.insert(act.newID(), id, act)) }
                act.enrollTeacher(of: id, from: content.startsOn)
                try act.audit("offering.created", id, ["sections": "\(content.sections.count)"])
                return id
            }
        }
    }

    /// Changes what is said of the offering and of the sections that are named by their ids, and adds
    /// the others. A section that isn't named stays.
    package func edit(
        _ id: ID<Offering>, to content: Offering.Content, version: Int, by actor: Actor,
        at now: Date
    ) async throws {
        try content.check()
        try await Self.namingTakenClasses {
            try await act(by: actor, at: now) { act in
                let row = try await act.run(
                    "\(OfferingRecord.one(id, actor)) FOR NO KEY UPDATE OF offering"
                ).one()
                try Policy.check(.editOffering, by: actor, Ties(offering: row))
                let old = try OfferingRecord(row)
                guard old.offering.version == version else { throw PreconditionFailed() }
                try await act.checkRules(old.sections, content.sections)
                act.queue(content.update(id, act))
                for section in content.sections {
                    act.queue(
                        section.id.map { section.update($0, act) }
                            ?? section.insert(act.newID(), id, act))
                }
                // The day of a learner's start begins at another instant.
                if content.zone != old.offering.zone { try await act.redue(offering: id) }
                try act.audit("offering.edited", id)
            }
        }
    }

    static func namingTakenClasses<Value>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError where error.constraint == "section_class_once" {
            throw Offering.Refusal.classTaken
        } catch let error as PostgresError where error.constraint == "offering_title_once" {
            throw Offering.Refusal.titleTaken
        }
    }
}

extension Act {
    /// An instructor who makes an offering teaches it.
    func enrollTeacher(of offering: ID<Offering>, from startsOn: Day) {
        guard let person = actor.person, actor.roles.contains(.instructor) else { return }
        let enrollment = Enrollment(
            id: newID(), offering: offering, person: person, role: .instructor, section: nil,
            state: .enrolled, startsOn: startsOn)
        for statement in enrollment.inserts(self) { queue(statement) }
    }

    /// The course of that code, made where it isn't there yet.
    fileprivate func course(_ content: Course.Content) async throws -> ID<Course> {
        if let title = content.title {
            // Of two at once the second waits for the first, and then finds its row.
            let id: ID<Course> = newID()
            queue(
                """
                INSERT INTO course (institution_id, id, code, title, created_at)
                VALUES (\(institution), \(id), \(content.code), \(title), \(now))
                ON CONFLICT (institution_id, code) DO NOTHING
                """)
        }
        let found = try await run(
            """
            SELECT id, title FROM course
            WHERE institution_id = \(institution) AND code = \(content.code)
            """)
        guard let row = found.first else {
            throw Invalid("/course/title", "missing", "Give the title of the new course.")
        }
        let title: String = try row["title"]
        guard content.title.map({ $0 == title }) ?? true else {
            throw Invalid(
                "/course/title", "differs", "The course of this code has another title: \(title).")
        }
        return try row["id"]
    }

    /// Named sections are of this offering, and a rule that was set fits the basis.
    fileprivate func checkRules(_ old: [Section], _ new: [Section.Content]) async throws {
        let known = Dictionary(uniqueKeysWithValues: old.map { ($0.id, $0) })
        for (place, section) in new.enumerated() {
            guard let id = section.id else { continue }
            guard let was = known[id] else {
                throw Invalid(
                    "/sections/\(place)/id", "unknown", "Name a section of this offering.")
            }
            guard was.gradingBasis != section.gradingBasis else { continue }
            let rule = try await run(GradeRuleRecord.latest(of: id, in: institution)).first
            try rule.map { try GradeRuleRecord($0) }?.rule.check(section.gradingBasis)
        }
    }
}

extension Day {
    /// After every other.
    static let last = Day(of: .distantFuture, in: .gmt)
}
