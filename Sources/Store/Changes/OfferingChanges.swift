package import Domain
import Foundation
import Postgres

extension Records {
    /// What happened in an offering since a place in the record, the oldest first: for scripts of
    /// its staff, each of whom learns what `ChangeRule` says.
    ///
    /// In the order of the seals: a line comes once it is sealed, within seconds, and none ever
    /// appears before one that was answered. The cursor of the last item serves for ever.
    package func changes(
        in offering: ID<Offering>, by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<OfferingChange> {
        let after = try page.id()
        let ties = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            """
            SELECT seq FROM audit_seal
            WHERE institution_id = \(actor.institution) AND audit_id = \(after)
            """)
        try Self.check(.readChanges, by: actor, ties[0])
        let since: Int64? = try ties[1].first.map { try $0["seq"] }
        guard (after == nil) == (since == nil) else { throw PageRequest.unreadable }
        let role = try Ties(offering: ties[0].one()).enrolledAs
        let viewer: OfferingChange.Viewer =
            if role == .instructor, let person = actor.person { .instructor(person) } else {
                .office
            }
        let rows = try await read(
            actor.institution,
            """
            SELECT \(AuditEntry.columns) FROM audit_seal seal
            JOIN audit ON audit.institution_id = seal.institution_id AND audit.id = seal.audit_id
            WHERE seal.institution_id = \(actor.institution) AND seal.offering_id = \(offering)
                AND seal.seq > \(since ?? 0) AND (\(viewer.sees(in: actor.institution)))
            ORDER BY seal.seq LIMIT \(page.limit + 1)
            """)
        let found = try rows[0].compactMap { OfferingChange(try AuditEntry($0), seenBy: viewer) }
        return Page(found, of: page) { [$0.id.description] }
    }
}

extension OfferingChange.Viewer {
    /// Of a row named `audit`. Blindness is asked of those rows alone that it decides.
    fileprivate func sees(in institution: ID<Institution>) -> SQL {
        """
        audit.action = ANY(\(ChangeRule.actions(.always, of: self))::text[])
        OR audit.action = ANY(\(ChangeRule.actions(.own, of: self))::text[])
            AND audit.person_id = \(person)
        OR CASE WHEN audit.action = ANY(\(ChangeRule.actions(.unlessBlind, of: self))::text[])
            THEN NOT \(SubjectRows.isReadBlind(in: institution)) ELSE false END
        """
    }

    private var person: ID<Person>? {
        if case .instructor(let person) = self { person } else { nil }
    }
}
