package import Domain
package import Foundation
import Postgres

extension Records {
    /// Deletes what has ended and is only in the way: sessions and sign-ins that are over, failures to sign in
    /// that are forgiven, answers kept for retries that won't come any more. Tokens stay, for their
    /// owner sees when they ended. A batch at a time, each by itself.
    package func sweep(
        _ institution: ID<Institution>, at now: Date, batch: Int = 5000
    ) async throws {
        let dayAgo = now.addingTimeInterval(-86_400)
        try await sweep(
            "session", "id", "expires_at <= \(now) OR last_used_at <= \(dayAgo)", institution,
            batch)
        try await sweep("sign_in_challenge", "id", "expires_at <= \(now)", institution, batch)
        try await sweep(
            "known_device", "person_id, digest", "last_used_at <= \(now - 365 * 86_400)",
            institution, batch)
        try await sweep(
            "sign_in_throttle", "subject", "last_failed_at <= \(dayAgo)", institution, batch)
        try await sweep(
            "idempotency_key", "person_id, route, key", "created_at <= \(dayAgo)", institution,
            batch)
    }

    private func sweep(
        _ table: SQL, _ key: SQL, _ hasEnded: SQL, _ institution: ID<Institution>,
        _ batch: Int
    ) async throws {
        var swept = batch
        while swept == batch {
            swept = try await write(
                institution,
                [
                    """
                    DELETE FROM \(table) WHERE institution_id = \(institution)
                        AND (\(key)) IN (SELECT \(key) FROM \(table)
                            WHERE institution_id = \(institution) AND (\(hasEnded)) LIMIT \(batch))
                    """
                ])[0].affected
        }
    }
}
