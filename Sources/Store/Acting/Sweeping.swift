package import Domain
package import Foundation
import Postgres

extension Records {
    /// Deletes what has ended and is only in the way: sessions that are over, failures to sign in
    /// that are forgiven, answers kept for retries that won't come any more. Tokens stay, for their
    /// owner sees when they ended.
    package func sweep(_ institution: ID<Institution>, at now: Date) async throws {
        let dayAgo = now.addingTimeInterval(-86_400)
        try await write(
            institution,
            [
                """
                DELETE FROM session WHERE institution_id = \(institution)
                    AND (expires_at <= \(now) OR last_used_at <= \(dayAgo))
                """,
                """
                DELETE FROM sign_in_throttle
                WHERE institution_id = \(institution) AND last_failed_at <= \(dayAgo)
                """,
                """
                DELETE FROM idempotency_key
                WHERE institution_id = \(institution) AND created_at <= \(dayAgo)
                """,
            ])
    }
}
