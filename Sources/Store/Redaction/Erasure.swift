import Domain
import Foundation
import Postgres

extension Act {
    /// The address of someone who may be erased.
    func erasable(_ person: ID<Person>) async throws -> String {
        let row = try await run(
            """
            SELECT email, email = \(Self.erasedAddress(person)) AS is_erased,
                EXISTS (SELECT 1 FROM enrollment
                    JOIN offering ON offering.institution_id = enrollment.institution_id
                        AND offering.id = enrollment.offering_id
                    WHERE enrollment.institution_id = person.institution_id
                        AND enrollment.person_id = person.id
                        AND enrollment.state NOT IN ('dropped', 'withdrawn')
                        AND NOT \(Offering.isOver(at: now))) AS takes_part
            FROM person WHERE institution_id = \(institution) AND id = \(person)
            """
        ).one()
        guard try !row["is_erased"] else { throw Redaction.Refusal.alreadyErased }
        guard try !row["takes_part"] else { throw Redaction.Refusal.stillTakingPart }
        return try row["email"]
    }

    /// Names and address go, every access ends, and what they wrote and what was written to them is
    /// covered. That there was somebody, what was handed in when, and which grade they got stays.
    func erase(_ person: ID<Person>, _ salt: [UInt8]) async throws -> [RedactedPlace] {
        forgetAnswers(about: person)
        queue(
            """
            UPDATE person SET legal_given_name = '', legal_family_name = 'Erased',
                chosen_name = 'Erased person', email = \(Self.erasedAddress(person)),
                registrar_id = NULL, home_program = '', discipline = '',
                deactivated_at = coalesce(deactivated_at, \(now)), version = version + 1
            WHERE institution_id = \(institution) AND id = \(person)
            """)
        endEveryAccess(of: person)
        forgetSecondFactor(of: person)
        queue(
            """
            DELETE FROM credential WHERE institution_id = \(institution) AND person_id = \(person)
            """)
        queue(
            """
            DELETE FROM appointment WHERE institution_id = \(institution) AND person_id = \(person)
            """)
        queue(
            """
            UPDATE invitation SET revoked_at = \(now) WHERE institution_id = \(institution)
                AND person_id = \(person) AND used_at IS NULL AND revoked_at IS NULL
            """)
        queue(
            """
            UPDATE api_token SET name = 'Erased'
            WHERE institution_id = \(institution) AND person_id = \(person)
            """)
        var places: [RedactedPlace] = []
        for kind in StoredText.Kind.allCases {
            var texts: [StoredText] = []
            try await eachText(kind, "assignment.learner_id = \(person)") { texts.append($0) }
            for text in texts {
                let spans = text.writtenSpans
                queue(text.replacing(with: RedactedText.covering(spans, in: text.body), self))
                places.append(RedactedPlace(text, spans, salt: salt))
            }
        }
        return places
    }

    /// Answers kept for retries: the person's own, and the office's that name them. A retry after this
    /// is a second request.
    private func forgetAnswers(about person: ID<Person>) {
        queue(
            """
            DELETE FROM idempotency_key kept USING person
            WHERE kept.institution_id = \(institution) AND person.institution_id = \(institution)
                AND person.id = \(person) AND (kept.person_id = person.id OR EXISTS (
                    SELECT 1 FROM unnest(ARRAY[person.email, person.registrar_id,
                        person.chosen_name, person.legal_family_name]) AS said (word)
                    WHERE word <> '' AND strpos(lower(kept.answer::text), lower(word)) > 0))
            """)
    }

    private static func erasedAddress(_ person: ID<Person>) -> String {
        "\(person)@erased.invalid"
    }
}
