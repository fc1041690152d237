import Crypto
import Domain
import Foundation
import Postgres

/// One attempt to sign in, and the failures before it. They are kept by digests, for nobody needs to
/// read what was typed, and also for names that nobody has.
struct SignInAttempt: Sendable {
    let institution: ID<Institution>
    let email: String
    let address: String
    /// The browser's cookie, where it is sent one.
    var device: Secret?

    /// What failures are counted for. From an address someone is soon kept out, so guessing is slow;
    /// wherever the guesses come from, a name or an address has more patience, for else a campus
    /// behind one address would keep itself out. In a browser where someone has signed in before
    /// only its own failures count: nobody's guesses elsewhere keep them out there.
    private struct Count {
        let digest: [UInt8]
        /// So many failures cost nothing.
        let patience: Int
        /// After so many seconds of quiet one failure is forgiven.
        let forgiven: Int

        init(_ text: String, patience: Int, forgiven: Int) {
            digest = Array(SHA256.hash(data: Array(text.utf8)))
            self.patience = patience
            self.forgiven = forgiven
        }
    }

    private var pair: Count {
        Count("pair \(email) \(subscriber)", patience: 5, forgiven: 3600)
    }
    private var name: Count { Count("name \(email)", patience: 50, forgiven: 600) }
    private var place: Count { Count("address \(subscriber)", patience: 100, forgiven: 30) }
    private var subscriber: String { Subscriber.of(address) }
    private var known: Count? {
        device.map { Count("device \(email) \($0.digest)", patience: 5, forgiven: 3600) }
    }
    private var counts: [Count] { [pair, name, place] + (known.map { [$0] } ?? []) }
    private func counting(_ isKnown: Bool) -> [Count] {
        isKnown ? known.map { [$0] } ?? [] : [pair, name, place]
    }

    func failures() -> SQL {
        """
        SELECT subject, failures, last_failed_at FROM sign_in_throttle
        WHERE institution_id = \(institution)
            AND subject = ANY(\(counts.map(\.digest))::bytea[])
        """
    }

    func person() -> SQL {
        """
        SELECT person.id, credential.phc, \(SecondFactor.isOn(for: "person")) AS has_factor,
            EXISTS (SELECT 1 FROM known_device device
                WHERE device.institution_id = person.institution_id
                    AND device.person_id = person.id
                    AND device.digest = \(device?.digest)) AS is_known
        FROM person
        JOIN credential ON credential.institution_id = person.institution_id
            AND credential.person_id = person.id
        WHERE person.institution_id = \(institution) AND person.email = \(email)
            AND person.deactivated_at IS NULL
        """
    }

    /// Two seconds after the last failure that costs nothing, then four, eight … up to a quarter of
    /// an hour. `isKnown`: whether the person has signed in on this device before.
    func checkPause(_ rows: Rows, isKnown: Bool = false, at now: Date) throws {
        let counts = counting(isKnown)
        for row in rows {
            let subject: [UInt8] = try row["subject"]
            let failures: Int = try row["failures"]
            guard let count = counts.first(where: { $0.digest == subject }),
                failures >= count.patience
            else { continue }
            let pause = min(900, pow(2, Double(min(failures - count.patience + 1, 12))))
            let last: Date = try row["last_failed_at"]
            guard last <= now.addingTimeInterval(Records.clocksApart) else { continue }
            let left = last.addingTimeInterval(pause).timeIntervalSince(now)
            if left > 0 { throw TooMany(retryAfter: .seconds(left.rounded(.up))) }
        }
    }

    /// Guessing codes takes the right password; from elsewhere nobody keeps the owner out.
    static func code(
        of person: ID<Person>, at institution: ID<Institution>, from address: String
    ) -> SignInAttempt {
        SignInAttempt(institution: institution, email: "code \(person)", address: address)
    }

    /// The one who changes their password says the old one; guessing that is no faster.
    static func own(_ person: ID<Person>, at institution: ID<Institution>) -> SignInAttempt {
        SignInAttempt(institution: institution, email: "own \(person)", address: "own \(person)")
    }

    /// Counts a failure for each, in the order of digests: two at once don't lock each other out. One
    /// of a time to come, by a clock that was wrong, would keep somebody out until then: it is forgiven.
    func failed(isKnown: Bool = false, at now: Date) -> SQL {
        let ahead = now.addingTimeInterval(Records.clocksApart)
        return """
            INSERT INTO sign_in_throttle AS known (institution_id, subject, failures,
                last_failed_at)
            SELECT \(institution), subject, 1, \(now)
            FROM unnest(\(counting(isKnown).map(\.digest))::bytea[]) AS subject ORDER BY subject
            ON CONFLICT (institution_id, subject) DO UPDATE
                SET failures = 1 + CASE WHEN known.last_failed_at > \(ahead) THEN 0
                        ELSE greatest(0, known.failures
                            - floor(greatest(0, extract(epoch FROM \(now) - known.last_failed_at))
                                / \(forgiving))::integer) END,
                    last_failed_at = \(now)
            """
    }

    private var forgiving: SQL {
        """
        CASE known.subject WHEN \(pair.digest) THEN \(pair.forgiven)::integer
            WHEN \(known?.digest) THEN \(pair.forgiven)::integer
            WHEN \(name.digest) THEN \(name.forgiven)::integer
            ELSE \(place.forgiven)::integer END
        """
    }

    /// Who has signed in is no stranger from here, and the name is theirs.
    func forgotten() -> SQL {
        """
        DELETE FROM sign_in_throttle
        WHERE institution_id = \(institution)
            AND subject = ANY(\(([pair, name] + counting(true)).map(\.digest))::bytea[])
        """
    }

    /// Remembers the browser in which they have signed in.
    func remember(_ person: ID<Person>, at now: Date) -> SQL? {
        device.map { device in
            """
            INSERT INTO known_device (institution_id, person_id, digest, last_used_at)
            VALUES (\(institution), \(person), \(device.digest), \(now))
            ON CONFLICT (institution_id, person_id, digest) DO UPDATE SET last_used_at = \(now)
            """
        }
    }
}
