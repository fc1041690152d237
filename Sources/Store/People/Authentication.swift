package import Domain
package import Foundation
import Postgres

extension Records {
    /// Whom a session or a token stands for, with what the institution appointed them to. Throws
    /// `Unauthenticated` for one that is unknown, over, or of someone who left.
    package func authenticate(
        _ secret: Secret, requestID: String, at now: Date
    ) async throws -> Actor {
        let institution = ID<Institution>(rawValue: secret.institution)
        let rows = try await read(institution, Self.holder(of: secret, at: now))
        guard let row = rows[0].first else { throw Unauthenticated() }
        try await noteUse(row, of: institution, at: now)
        let actor = try Self.actor(row, of: institution, requestID: requestID)
        callers.remember(secret.digest, actor)
        return actor
    }

    /// How far the clocks of two nodes may differ: what is further ahead was made by a wrong clock.
    static let clocksApart: TimeInterval = 60

    enum SecretKind {
        case session, token
    }

    /// Who holds a secret that is good; no row for one that isn't. `kind`: nil where it isn't known.
    static func holder(of secret: Secret, _ kind: SecretKind? = nil, at now: Date) -> SQL {
        let institution = ID<Institution>(rawValue: secret.institution)
        let idle = now.addingTimeInterval(-Self.idleTime)
        // One from a time to come would outlive its limits by as much as the clock was set back.
        let ahead = now.addingTimeInterval(Self.clocksApart)
        let session: SQL = """
            SELECT id, person_id, NULL::text[] AS scopes, last_used_at FROM session
            WHERE institution_id = \(institution) AND digest = \(secret.digest)
                AND expires_at > \(now) AND last_used_at > \(idle)
                AND created_at <= \(ahead) AND last_used_at <= \(ahead)
            """
        let token: SQL = """
            SELECT id, person_id, scopes, last_used_at FROM api_token
            WHERE institution_id = \(institution) AND digest = \(secret.digest)
                AND expires_at > \(now) AND revoked_at IS NULL
            """
        let found: SQL =
            switch kind {
            case .session: session
            case .token: token
            case nil: "\(session) UNION ALL \(token)"
            }
        return """
            SELECT found.*, ARRAY(SELECT role FROM appointment
                WHERE appointment.institution_id = \(institution)
                    AND appointment.person_id = found.person_id ORDER BY role) AS roles
            FROM (\(found)) found
            JOIN person ON person.institution_id = \(institution)
                AND person.id = found.person_id AND person.deactivated_at IS NULL
            """
    }

    static func actor(
        _ row: Row, of institution: ID<Institution>, requestID: String
    ) throws -> Actor {
        let scopes: [TokenScope]? = try row["scopes"]
        let roles: [Role] = try row["roles"]
        return Actor(
            institution: institution, identity: .person(try row["person_id"]),
            roles: Set(roles), scopes: scopes.map(Set.init),
            token: scopes == nil ? nil : try row["id"], requestID: requestID)
    }

    /// Once a minute is enough to know when it was last used, and spares a write for each read.
    func noteUse(_ row: Row, of institution: ID<Institution>, at now: Date) async throws {
        let last: Date? = try row["last_used_at"]
        guard last.map({ now.timeIntervalSince($0) > 60 }) ?? true else { return }
        let id: ID<Secret> = try row["id"]
        let scopes: [String]? = try row["scopes"]
        let update: SQL =
            scopes != nil
            ? """
            UPDATE api_token SET last_used_at = \(now)
            WHERE institution_id = \(institution) AND id = \(id)
            """
            : """
            UPDATE session SET last_used_at = \(now)
            WHERE institution_id = \(institution) AND id = \(id)
            """
        try await write(institution, [update])
    }
}
