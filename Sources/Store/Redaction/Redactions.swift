import Crypto
package import Domain
package import Foundation
import Postgres

/// How often words stand in each kind of text.
package struct RedactionFinding: Sendable, Equatable {
    package let id: ID<Redaction>
    /// By kind of text, as in `submission`.
    package let texts: [String: Int]
}

extension Records {
    /// Asks that words be covered in every text of an offering: submissions, drafts, feedback, and
    /// what was released of it. Says in how many texts they stand, and shows none of them.
    package func requestRedaction(
        of words: String, in offering: ID<Offering>, reason: Redaction.Reason, by actor: Actor,
        at now: Date
    ) async throws -> RedactionFinding {
        try RedactedText.check(words)
        return try await act(by: actor, at: now) { act in
            let ties = try await act.run(Self.offeringTies(actor, offering))
            try Self.check(.redact, by: actor, ties)
            let found = try await act.texts(with: words, in: offering)
            guard !found.isEmpty else { throw Redaction.Refusal.nothingFound }
            let id = try act.request(.words(offering), reason, said: words)
            return RedactionFinding(
                id: id,
                texts: Dictionary(grouping: found, by: \.text.kind.rawValue)
                    .mapValues(\.count))
        }
    }

    /// Asks that a person be erased. Refused while they learn or teach in an offering that isn't over.
    package func requestErasure(
        of person: ID<Person>, reason: Redaction.Reason, by actor: Actor, at now: Date
    ) async throws -> ID<Redaction> {
        try Policy.check(.redact, by: actor)
        return try await act(by: actor, at: now) { act in
            let email = try await act.erasable(person)
            return try act.request(.person(person), reason, said: email)
        }
    }

    /// The latest first.
    package func redactions(
        by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<Redaction> {
        try Policy.check(.redact, by: actor)
        let rows = try await read(
            actor.institution,
            """
            SELECT \(Redaction.columns) FROM redaction
            WHERE institution_id = \(actor.institution)
                AND (requested_at, id) < (coalesce(\(try page.instant())::timestamptz, 'infinity'),
                    \(try page.id() ?? .ones))
            ORDER BY requested_at DESC, id DESC LIMIT \(page.limit + 1)
            """)
        return Page(try rows[0].map(Redaction.init), of: page) {
            [Self.key($0.requestedAt), $0.id.description]
        }
    }

    package func cancelRedaction(
        _ id: ID<Redaction>, by actor: Actor, at now: Date
    ) async throws {
        try Policy.check(.redact, by: actor)
        try await act(by: actor, at: now) { act in
            var redaction = try Redaction(try await act.run(Redaction.locked(id, act)).one())
            try redaction.cancel()
            act.queue(redaction.decided(act))
            try act.audit("redaction.cancelled", id)
        }
    }

    /// Does it, as the second person, over the steward's connection: the service may change no text.
    /// `said` is what the first person said: the words, or the address of who is erased. Answers in how
    /// many texts something was covered.
    package func carryOutRedaction(
        _ id: ID<Redaction>, said: String, by actor: Actor, at now: Date
    ) async throws -> Int {
        try Policy.check(.redact, by: actor)
        return try await act(by: actor, at: now) { act in
            let row = try await act.run(Redaction.locked(id, act)).one()
            let salt: [UInt8] = try row["salt"]
            let same = try row["digest"] == Redaction.digest(of: said, salt)
            var redaction = try Redaction(row)
            try redaction.carryOut(by: actor.signature, saysTheSame: same)
            act.queue(redaction.decided(act))
            let places: [RedactedPlace] =
                switch redaction.scope {
                case .words(let offering): try await act.cover(said, in: offering, salt)
                case .person(let person): try await act.erase(person, salt)
                }
            for place in places { act.queue(place.insert(of: id, act)) }
            try act.audit(
                "redaction.done", id,
                ["reason": redaction.reason.rawValue, "texts": "\(places.count)"])
            return places.count
        }
    }
}

extension Redaction {
    static let columns: SQL =
        "id, kind, offering_id, person_id, reason, requested_by, requested_at, state"

    static func digest(of said: String, _ salt: [UInt8]) -> [UInt8] {
        let words = said.lowercased().precomposedStringWithCanonicalMapping
        return Array(SHA256.hash(data: salt + Array(words.utf8)))
    }

    fileprivate static func locked(_ id: ID<Redaction>, _ act: Act) -> SQL {
        """
        SELECT \(columns), salt, digest FROM redaction
        WHERE institution_id = \(act.institution) AND id = \(id) FOR NO KEY UPDATE
        """
    }

    func insert(_ salt: [UInt8], _ digest: [UInt8], _ act: Act) -> SQL {
        let (offering, person): (ID<Offering>?, ID<Person>?) =
            switch scope {
            case .words(let offering): (offering, nil)
            case .person(let person): (nil, person)
            }
        return """
            INSERT INTO redaction (institution_id, id, kind, offering_id, person_id, reason, salt,
                digest, requested_by, requested_at)
            VALUES (\(act.institution), \(id), \(scope.kind), \(offering), \(person), \(reason),
                \(salt), \(digest), \(requestedBy), \(requestedAt))
            """
    }

    func decided(_ act: Act) -> SQL {
        """
        UPDATE redaction SET state = \(state), decided_by = \(act.actor.signature),
            decided_at = \(act.now)
        WHERE institution_id = \(act.institution) AND id = \(id)
        """
    }

    init(_ row: Row) throws {
        let offering: ID<Offering>? = try row["offering_id"]
        let person: ID<Person>? = try row["person_id"]
        guard let scope = offering.map(Scope.words) ?? person.map(Scope.person) else {
            throw DecodingFailure(of: Scope.self)
        }
        self.init(
            id: try row["id"], scope: scope, reason: try row["reason"],
            requestedBy: try row["requested_by"], requestedAt: try row["requested_at"],
            state: try row["state"])
    }
}
