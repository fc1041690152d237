package import Domain
package import Foundation
import Postgres

extension Records {
    /// In their order, for everyone of the offering.
    package func handouts(
        of offering: ID<Offering>, by actor: Actor
    ) async throws -> [Handout] {
        // Nobody hands out so many that a page would be needed.
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            """
            SELECT \(Handout.columns) FROM handout
            WHERE handout.institution_id = \(actor.institution)
                AND handout.offering_id = \(offering)
            ORDER BY handout.position, handout.id LIMIT 500
            """)
        try Self.check(.readOffering, by: actor, rows[0])
        return try rows[1].map(Handout.init)
    }

    package func handout(_ id: ID<Handout>, by actor: Actor) async throws -> Handout {
        let row = try await read(actor.institution, Handout.one(id, actor))[0].one()
        try Policy.check(.readOffering, by: actor, Ties(offering: row))
        return try Handout(row)
    }

    package func addHandout(
        _ content: Handout.Content, to offering: ID<Offering>, by actor: Actor, at now: Date,
        once key: IdempotencyKey? = nil
    ) async throws -> ID<Handout> {
        try content.check()
        return try await once(key, by: actor, at: now) { act in
            let ties = try await act.run(Self.offeringTies(actor, offering))
            try Self.check(.editOffering, by: actor, ties)
            let id: ID<Handout> = act.newID()
            act.queue(
                """
                INSERT INTO handout (institution_id, id, offering_id, position, title, body, url,
                    created_at)
                VALUES (\(act.institution), \(id), \(offering), \(content.position),
                    \(content.title), \(content.body), \(content.url), \(now))
                """)
            try act.audit("handout.added", id)
            return id
        }
    }

    package func edit(
        _ id: ID<Handout>, to content: Handout.Content, version: Int, by actor: Actor,
        at now: Date
    ) async throws {
        try content.check()
        try await act(by: actor, at: now) { act in
            _ = try await act.lockHandout(id, version)
            act.queue(
                """
                UPDATE handout SET position = \(content.position), title = \(content.title),
                    body = \(content.body), url = \(content.url), version = version + 1
                WHERE institution_id = \(act.institution) AND id = \(id)
                """)
            try act.audit("handout.edited", id)
        }
    }

    package func removeHandout(
        _ id: ID<Handout>, version: Int, by actor: Actor, at now: Date
    ) async throws {
        try await act(by: actor, at: now) { act in
            let offering = try await act.lockHandout(id, version)
            act.queue(
                """
                DELETE FROM handout WHERE institution_id = \(act.institution) AND id = \(id)
                """)
            try act.audit("handout.removed", offering, ["handout": "\(id)"])
        }
    }
}

extension Act {
    fileprivate func lockHandout(
        _ id: ID<Handout>, _ version: Int
    ) async throws -> ID<Offering> {
        let row = try await run("\(Handout.one(id, actor)) FOR NO KEY UPDATE OF handout").one()
        try Policy.check(.editOffering, by: actor, Ties(offering: row))
        guard try row["version"] == version else { throw PreconditionFailed() }
        return try row["offering_id"]
    }

    /// Last year's handouts once more.
    func copyHandouts(from source: ID<Offering>, to offering: ID<Offering>) async throws {
        let found = try await run(
            """
            SELECT id FROM handout WHERE institution_id = \(institution)
                AND offering_id = \(source) ORDER BY id
            """)
        let old: [ID<Handout>] = try found.map { try $0["id"] }
        let new: [ID<Handout>] = old.map { _ in newID() }
        queue(
            """
            INSERT INTO handout (institution_id, id, offering_id, position, title, body, url,
                created_at)
            SELECT \(institution), copy.id, \(offering), source.position, source.title,
                source.body, source.url, \(now)
            FROM unnest(\(new)::uuid[], \(old)::uuid[]) AS copy (id, source)
            JOIN handout source ON source.institution_id = \(institution)
                AND source.id = copy.source
            """)
    }
}

extension Handout {
    fileprivate static let columns: SQL = """
        handout.id, handout.offering_id, handout.position, handout.title, handout.body,
        handout.url, handout.version
        """

    fileprivate static func one(_ id: ID<Handout>, _ actor: Actor) -> SQL {
        """
        SELECT \(columns), \(Ties.columns(actor, offering: "handout.offering_id")) FROM handout
        WHERE handout.institution_id = \(actor.institution) AND handout.id = \(id)
        """
    }

    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row["id"], offering: try row["offering_id"],
            content: Content(
                title: try row["title"], body: try row["body"], url: try row["url"],
                position: try row["position"]), version: try row["version"])
    }
}
