package import Domain
package import Foundation
import Postgres
package import Store

extension TestDatabase {
    /// As the sign-in makes one, without its password; it lasts an hour. `school`: of whoever isn't
    /// of `World`.
    package func session(
        of person: ID<Person>, in school: ID<Institution>? = nil, at now: Date
    ) async throws -> Secret {
        let school = school ?? World.actor(person).institution
        var random = SystemRandomNumberGenerator()
        let secret = Secret(of: school.rawValue, random: &random)
        _ = try await owner.write([
            """
            INSERT INTO session (institution_id, id, person_id, digest, created_at, last_used_at,
                expires_at)
            VALUES (\(school.rawValue), \(UUID()), \(person.rawValue), \(secret.digest), \(now),
                \(now), \(now.addingTimeInterval(3600)))
            """
        ])
        return secret
    }
}

extension SignInAnswer {
    /// Of a sign-in that no code is asked for.
    package func session() throws -> SignedIn {
        guard case .signedIn(let session) = self else { throw CodeAsked() }
        return session
    }
}

package struct CodeAsked: Error {
    package init() {}
}
