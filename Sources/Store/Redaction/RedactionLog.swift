package import Domain
package import Foundation
import Postgres

/// One redaction as it is kept outside the database, to be done again after a restore. It holds no
/// words: places, spans, and digests by which the texts are known again.
package struct LoggedRedaction: Sendable, Codable, Equatable {
    package let id: ID<Redaction>
    /// Nil in logs of releases that didn't write it: the file was of one school.
    package let institution: ID<Institution>?
    let offering: ID<Offering>?
    let person: ID<Person>?
    let reason: Redaction.Reason
    let requestedBy: String
    let requestedAt: Double
    let decidedBy: String
    /// In hexadecimal.
    let salt: String
    let digest: String
    let places: [RedactedPlace]
}

/// What became of one line of the log.
package struct ReplayedRedaction: Sendable, Equatable {
    package let id: ID<Redaction>
    /// Texts that were covered again.
    package let covered: Int
    /// Texts that aren't what they were when they were redacted, as a draft that was written on: look
    /// for the words anew.
    package let differing: Int
    /// This database has done it before.
    package let wasDone: Bool
}

extension Records {
    /// Every redaction that was done, oldest first. Keep it outside the database.
    package func redactionLog(by actor: Actor) async throws -> [LoggedRedaction] {
        try Policy.check(.redact, by: actor)
        let rows = try await read(
            actor.institution,
            """
            SELECT \(Redaction.columns), decided_by, salt, digest,
                (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', place.kind,
                        'subject', upper(place.subject_id::text), 'starts', place.starts_at,
                        'ends', place.ends_at, 'digest', encode(place.digest, 'hex'))
                        ORDER BY place.kind, place.subject_id), '[]')
                    FROM redaction_place place
                    WHERE place.institution_id = redaction.institution_id
                        AND place.redaction_id = redaction.id) AS places
            FROM redaction WHERE institution_id = \(actor.institution) AND state = 'done'
            ORDER BY decided_at, id
            """)
        return try rows[0].map { try LoggedRedaction($0, of: actor.institution) }
    }

    /// Does what the log says and this database hasn't done, over the steward's connection.
    package func replayRedaction(
        _ logged: LoggedRedaction, by actor: Actor, at now: Date
    ) async throws -> ReplayedRedaction {
        try Policy.check(.redact, by: actor)
        guard logged.institution ?? actor.institution == actor.institution else { throw NotFound() }
        guard let salt = Hex.bytes(logged.salt), let digest = Hex.bytes(logged.digest),
            let asked = logged.redaction
        else { throw Invalid("", "unreadable", "A line of the log isn't one of ours.") }
        return try await act(by: actor, at: now) { act in
            let known = try await act.run(
                """
                SELECT state FROM redaction
                WHERE institution_id = \(act.institution) AND id = \(logged.id) FOR NO KEY UPDATE
                """
            ).first
            if try known?["state"] as Redaction.State? == .done {
                return ReplayedRedaction(
                    id: logged.id, covered: 0, differing: 0, wasDone: true)
            }
            var redaction = asked
            if known == nil { act.queue(redaction.insert(salt, digest, act)) }
            try redaction.carryOut(by: logged.decidedBy, saysTheSame: true)
            act.queue(redaction.decided(as: logged.decidedBy, act))
            let (covered, differing) = try await act.coverAgain(logged, salt)
            try act.audit(
                "redaction.replayed", logged.id,
                ["texts": "\(covered)", "differing": "\(differing)"])
            return ReplayedRedaction(
                id: logged.id, covered: covered, differing: differing, wasDone: false)
        }
    }
}

extension Act {
    fileprivate func coverAgain(
        _ logged: LoggedRedaction, _ salt: [UInt8]
    ) async throws -> (covered: Int, differing: Int) {
        if let person = logged.person {
            let places = try await erase(person, salt)
            for place in places { queue(place.insert(of: logged.id, self)) }
            return (places.count, 0)
        }
        var wanted = Dictionary(
            uniqueKeysWithValues: logged.places.map { ("\($0.kind) \($0.subject)", $0) })
        var found: [(StoredText, RedactedPlace)] = []
        for kind in StoredText.Kind.allCases {
            try await eachText(
                kind, "assignment.offering_id = \(logged.offering)"
            ) { text in
                guard let place = wanted.removeValue(forKey: "\(kind) \(text.subject)") else {
                    return
                }
                found.append((text, place))
            }
        }
        let same = found.filter { RedactedPlace.digest($0.0.body, salt) == $0.1.digest }
        for (text, place) in same {
            queue(text.replacing(with: RedactedText.covering(place.spans, in: text.body), self))
            queue(place.insert(of: logged.id, self))
        }
        // What isn't there any longer can't hold the words.
        return (same.count, found.count - same.count)
    }
}

extension LoggedRedaction {
    fileprivate init(_ row: Row, of institution: ID<Institution>) throws {
        let places: JSON<[RedactedPlace]> = try row["places"]
        let requestedAt: Date = try row["requested_at"]
        self.init(
            id: try row["id"], institution: institution, offering: try row["offering_id"],
            person: try row["person_id"], reason: try row["reason"],
            requestedBy: try row["requested_by"],
            requestedAt: requestedAt.timeIntervalSince1970, decidedBy: try row["decided_by"],
            salt: Hex.text(try row["salt"] as [UInt8]),
            digest: Hex.text(try row["digest"] as [UInt8]), places: places.value)
    }

    fileprivate var redaction: Redaction? {
        (offering.map(Redaction.Scope.words) ?? person.map(Redaction.Scope.person)).map {
            Redaction(
                id: id, scope: $0, reason: reason, requestedBy: requestedBy,
                requestedAt: Date(timeIntervalSince1970: requestedAt))
        }
    }
}

extension Redaction {
    /// In the name of who did it first.
    fileprivate func decided(as name: String, _ act: Act) -> SQL {
        """
        UPDATE redaction SET state = \(state), decided_by = \(name), decided_at = \(act.now)
        WHERE institution_id = \(act.institution) AND id = \(id)
        """
    }
}
