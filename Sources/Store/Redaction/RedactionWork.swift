import Domain
import Foundation
import Postgres

extension Act {
    func request(
        _ scope: Redaction.Scope, _ reason: Redaction.Reason, said: String
    ) throws -> ID<Redaction> {
        let id: ID<Redaction> = newID()
        let salt = bytes(16)
        let redaction = Redaction(
            id: id, scope: scope, reason: reason, requestedBy: actor.signature,
            requestedAt: now)
        queue(redaction.insert(salt, Redaction.digest(of: said, salt), self))
        try audit("redaction.requested", id, ["kind": scope.kind, "reason": reason.rawValue])
        return id
    }

    /// Every text of the offering in which the words stand. Texts are looked at here, not in SQL: what
    /// counts as the same letter mustn't depend on the database's locale.
    func texts(
        with words: String, in offering: ID<Offering>
    ) async throws -> [(text: StoredText, spans: [Range<Int>])] {
        var found: [(text: StoredText, spans: [Range<Int>])] = []
        for kind in StoredText.Kind.allCases {
            try await eachText(kind, "assignment.offering_id = \(offering)") { text in
                let spans = text.spans(of: words)
                if !spans.isEmpty { found.append((text, spans)) }
            }
        }
        return found
    }

    func eachText(
        _ kind: StoredText.Kind, _ which: SQL, _ body: (StoredText) -> Void
    ) async throws {
        var last = UUID.zero
        let most = 500
        while true {
            let rows = try await run(
                StoredText.batch(kind, which, after: last, most: most, in: institution))
            for row in rows {
                last = try row["subject"]
                body(StoredText(kind: kind, subject: last, body: try row["body"]))
            }
            guard rows.count == most else { return }
        }
    }

    func cover(
        _ words: String, in offering: ID<Offering>, _ salt: [UInt8]
    ) async throws -> [RedactedPlace] {
        let found = try await texts(with: words, in: offering)
        for (text, spans) in found {
            queue(text.replacing(with: RedactedText.covering(spans, in: text.body), self))
        }
        // Answers kept for retries hold what an import said of its rows. A retry after this is a
        // second request.
        queue(
            """
            DELETE FROM idempotency_key WHERE institution_id = \(institution)
                AND strpos(lower(answer::text), lower(\(words))) > 0
            """)
        return found.map { RedactedPlace($0.text, $0.spans, salt: salt) }
    }
}
