package import Domain
package import Foundation
import Postgres

extension Records {
    /// Schedules what could be released now, all of the list or none of it. At its time what was
    /// changed meanwhile is left, and told.
    package func scheduleRelease(
        _ items: [ReleaseItem], at releaseAt: Date, of offering: ID<Offering>, by actor: Actor,
        at now: Date, once key: IdempotencyKey? = nil
    ) async throws -> ID<ScheduledRelease> {
        guard (1...500).contains(items.count), let person = actor.person else {
            throw Invalid("/feedback", "length", "Name 1 to 500 pieces of feedback.")
        }
        try ScheduledRelease.check(releaseAt, at: now)
        return try await once(key, by: actor, at: now) { act in
            let facts = try await act.run([
                Self.offeringTies(actor, offering), Releasing.facts(items, offering, actor),
            ])
            try Self.check(.release, by: actor, facts[0])
            try Releasing.check(items, try facts[1].map(Releasing.init))
            let id: ID<ScheduledRelease> = act.newID()
            act.queue(
                """
                INSERT INTO scheduled_release (institution_id, id, offering_id, release_at,
                    scheduled_by, scheduled_at)
                VALUES (\(act.institution), \(id), \(offering), \(releaseAt), \(person), \(now))
                """)
            act.queue(
                """
                INSERT INTO scheduled_release_item (institution_id, scheduled_release_id,
                    feedback_id, feedback_version)
                SELECT \(act.institution), \(id), item.feedback, item.version
                FROM unnest(\(items.map(\.feedback))::uuid[], \(items.map(\.version))::bigint[])
                    AS item (feedback, version)
                """)
            try act.audit(
                "release.scheduled", id,
                ["pieces": "\(items.count)", "at": Instant.text(releaseAt)])
            return id
        }
    }

    /// Those that wait and those that are over, the latest first.
    package func scheduledReleases(
        of offering: ID<Offering>, by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<ScheduledRelease> {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            """
            SELECT \(ScheduledRelease.columns) FROM scheduled_release scheduled
            WHERE scheduled.institution_id = \(actor.institution)
                AND scheduled.offering_id = \(offering)
                AND (scheduled.release_at, scheduled.id)
                    < (coalesce(\(try page.instant())::timestamptz, 'infinity'),
                        \(try page.id() ?? .ones))
            ORDER BY scheduled.release_at DESC, scheduled.id DESC LIMIT \(page.limit + 1)
            """)
        try Self.check(.release, by: actor, rows[0])
        return Page(try rows[1].map(ScheduledRelease.init), of: page) {
            [Self.key($0.releaseAt), $0.id.description]
        }
    }

    package func scheduledRelease(
        _ id: ID<ScheduledRelease>, by actor: Actor
    ) async throws -> ScheduledRelease {
        let row = try await read(actor.institution, ScheduledRelease.one(id, actor))[0].one()
        try Policy.check(.release, by: actor, Ties(offering: row))
        return try ScheduledRelease(row)
    }

    /// Calls it off before its time.
    package func cancelRelease(
        _ id: ID<ScheduledRelease>, by actor: Actor, at now: Date
    ) async throws {
        try await act(by: actor, at: now) { act in
            let row = try await act.run(
                "\(ScheduledRelease.one(id, actor)) FOR NO KEY UPDATE OF scheduled"
            ).one()
            try Policy.check(.release, by: actor, Ties(offering: row))
            var scheduled = try ScheduledRelease(row)
            try scheduled.cancel()
            act.queue(ScheduledRelease.end(id, .cancelled, nil, act))
            try act.audit("release.cancelled", id)
        }
    }

    /// Does what is due in one institution, each release by itself, in the name of who scheduled it.
    /// Safe on several nodes at once. Answers how many were done; one that fails keeps no other
    /// waiting, and is thrown at the end.
    package func releaseDue(of institution: ID<Institution>, at now: Date) async throws -> Int {
        let due = try await read(
            institution,
            """
            SELECT id, scheduled_by FROM scheduled_release
            WHERE institution_id = \(institution) AND state = 'waiting' AND release_at <= \(now)
            ORDER BY release_at, id LIMIT 100
            """)[0].map {
                (id: try $0["id"] as ID<ScheduledRelease>, by: try $0["scheduled_by"] as ID<Person>)
            }
        return try await Self.each(due) { one in
            let actor = Actor(
                institution: institution, identity: .person(one.by), requestID: "scheduled")
            return try await act(by: actor, at: now) { act in
                let row = try await act.run(
                    "\(ScheduledRelease.one(one.id, actor)) FOR NO KEY UPDATE OF scheduled"
                ).one()
                let scheduled = try ScheduledRelease(row)
                guard scheduled.state == .waiting else { return false }
                let may = Policy.allows(.release, by: actor, try Ties(offering: row))
                try await act.carryOut(scheduled, isAllowed: may)
                return true
            }
        }
    }
}

extension Act {
    /// What is as it was when it was scheduled goes out; the rest is left, each with its reason.
    fileprivate func carryOut(_ scheduled: ScheduledRelease, isAllowed: Bool) async throws {
        let items = scheduled.items.map {
            ReleaseItem(feedback: $0.feedback, version: $0.version)
        }
        let found = try await run(Releasing.facts(items, scheduled.offering, actor))
            .map(Releasing.init)
        var left = Dictionary(
            uniqueKeysWithValues: Releasing.faults(of: items, found).map {
                (items[$0.place].feedback, $0.fault.code)
            })
        if !isAllowed {
            left = Dictionary(uniqueKeysWithValues: items.map { ($0.feedback, "not-allowed") })
        }
        let sound = found.filter { left[$0.feedback.id] == nil }
        let receipt =
            sound.isEmpty
            ? nil : try await release(sound, of: scheduled.offering, by: scheduled.scheduledBy)
        queue(ScheduledRelease.end(scheduled.id, .done, receipt?.id, self))
        queue(
            """
            UPDATE scheduled_release_item item SET left_for = said.code
            FROM unnest(\(Array(left.keys))::uuid[], \(Array(left.values))::text[])
                AS said (feedback, code)
            WHERE item.institution_id = \(institution)
                AND item.scheduled_release_id = \(scheduled.id)
                AND item.feedback_id = said.feedback
            """)
        try audit(
            "release.carried_out", scheduled.id,
            ["released": "\(sound.count)", "left": "\(left.count)"])
    }
}

extension ScheduledRelease {
    fileprivate static let columns: SQL = """
        scheduled.id, scheduled.offering_id, scheduled.release_at, scheduled.scheduled_by,
        scheduled.state, scheduled.release_id,
        (SELECT jsonb_agg(jsonb_build_object('feedback', item.feedback_id,
                'version', item.feedback_version, 'left', item.left_for)
                ORDER BY item.feedback_id)
            FROM scheduled_release_item item
            WHERE item.institution_id = scheduled.institution_id
                AND item.scheduled_release_id = scheduled.id) AS items
        """

    fileprivate static func one(_ id: ID<ScheduledRelease>, _ actor: Actor) -> SQL {
        """
        SELECT \(columns), \(Ties.columns(actor, offering: "scheduled.offering_id"))
        FROM scheduled_release scheduled
        WHERE scheduled.institution_id = \(actor.institution) AND scheduled.id = \(id)
        """
    }

    fileprivate static func end(
        _ id: ID<ScheduledRelease>, _ state: State, _ release: ID<Release>?, _ act: Act
    ) -> SQL {
        """
        UPDATE scheduled_release SET state = \(state), ended_at = \(act.now),
            release_id = \(release)
        WHERE institution_id = \(act.institution) AND id = \(id)
        """
    }

    private struct StoredItem: Codable, Sendable {
        let feedback: ID<Feedback>
        let version: Int
        let left: String?
    }

    fileprivate init(_ row: Row) throws {
        let items: JSON<[StoredItem]> = try row["items"]
        self.init(
            id: try row["id"], offering: try row["offering_id"],
            releaseAt: try row["release_at"], scheduledBy: try row["scheduled_by"],
            items: items.value.map {
                Item(feedback: $0.feedback, version: $0.version, leftFor: $0.left)
            }, state: try row["state"], release: try row["release_id"])
    }
}
