package import Domain
package import Foundation
import Postgres

/// For how long a school can tell who stands behind an alias.
package struct AliasRetention: Sendable, Equatable {
    package static let bounds = 30...36_500

    /// Days after an offering's last day, or after its grades are final if that is later. Nil: nothing
    /// is forgotten.
    package let days: Int?
    /// Offerings that the clock has run out for, and their aliases: the next sweep forgets them.
    package let due: [Due]

    package struct Due: Sendable, Equatable {
        package let offering: ID<Offering>
        package let title: String
        package let aliases: Int
    }
}

extension Records {
    package func aliasRetention(by actor: Actor, at now: Date) async throws -> AliasRetention {
        guard actor.operatorName != nil else { throw Policy.Refusal.notAllowed }
        return try await aliasRetention(of: actor.institution, at: now)
    }

    /// Sets the days in the name of an operator, and answers what is now due. What a sweep forgot
    /// doesn't come back with a longer time.
    package func setAliasRetention(
        days: Int?, by actor: Actor, at now: Date
    ) async throws -> AliasRetention {
        guard actor.operatorName != nil else { throw Policy.Refusal.notAllowed }
        if let days, !AliasRetention.bounds.contains(days) {
            throw Invalid("/days", "out-of-range", "Give 30 to 36,500 days.")
        }
        return try await act(by: actor, at: now) { act in
            try await act.run(
                """
                UPDATE institution SET alias_days = \(days) WHERE id = \(act.institution)
                """)
            try act.audit(
                "institution.alias_retention_set", act.institution,
                ["days": days.map(String.init) ?? "none"])
            return try AliasRetention(
                await act.run([Self.days(of: act.institution), Self.due(in: act.institution, now)]))
        }
    }

    /// Destroys who stands behind each alias of the offerings whose time has come, an offering at a
    /// time, and answers of how many offerings. The names stay taken.
    package func forgetAliases(of institution: ID<Institution>, at now: Date) async throws -> Int {
        let clock = Actor(
            institution: institution, identity: .operator("clock"), requestID: "forgetting")
        let retention = try await aliasRetention(of: institution, at: now)
        return try await Self.each(retention.due) { one in
            try await act(by: clock, at: now) { act in
                let forgotten = try await act.run(
                    """
                    UPDATE alias SET person_id = NULL, assigned_at = NULL
                    WHERE institution_id = \(institution) AND offering_id = \(one.offering)
                        AND person_id IS NOT NULL
                        AND (SELECT alias_days FROM institution WHERE id = \(institution))
                            = \(retention.days)
                    """)
                // Another node was first, or the school has just thought otherwise.
                guard forgotten.affected > 0 else { return false }
                try act.audit(
                    "alias.forgotten", one.offering, ["count": "\(forgotten.affected)"])
                return true
            }
        }
    }

    private func aliasRetention(
        of institution: ID<Institution>, at now: Date
    ) async throws -> AliasRetention {
        try AliasRetention(
            await read(institution, Self.days(of: institution), Self.due(in: institution, now)))
    }

    private static func days(of institution: ID<Institution>) -> SQL {
        "SELECT alias_days FROM institution WHERE id = \(institution)"
    }

    private static func due(in institution: ID<Institution>, _ now: Date) -> SQL {
        """
        SELECT offering.id, offering.title, count(*) AS aliases
        FROM institution
        JOIN offering ON offering.institution_id = institution.id
        JOIN alias ON alias.institution_id = offering.institution_id
            AND alias.offering_id = offering.id AND alias.person_id IS NOT NULL
        WHERE institution.id = \(institution) AND offering.finalized_at IS NOT NULL
            AND greatest(offering.finalized_at,
                (offering.ends_on + 1)::timestamp AT TIME ZONE offering.zone)
                + make_interval(days => institution.alias_days) <= \(now)
        GROUP BY offering.id, offering.title, offering.ends_on
        ORDER BY offering.ends_on, offering.id LIMIT 500
        """
    }
}

extension AliasRetention {
    fileprivate init(_ found: [Rows]) throws {
        self.init(
            days: try found[0].one()["alias_days"],
            due: try found[1].map {
                Due(offering: try $0["id"], title: try $0["title"], aliases: try $0["aliases"])
            })
    }
}
