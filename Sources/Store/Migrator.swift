package import Foundation
package import Postgres

/// Brings a database to the schema of `db/`: forward only, each file in a transaction of its own,
/// safe to start from several nodes at once and to start again after it was killed.
///
/// Connect as the owner. The lock is taken by trying, again and again: a waiting advisory lock
/// deadlocks with a migration that waits for a table.
package struct Migrator: Sendable {
    /// A migration and when it was applied; nil when it still waits.
    package struct Step: Sendable, Equatable {
        package let migration: Migration
        package let appliedAt: Date?
    }

    private enum Attempt { case applied, present, locked }

    private let database: PostgresClient
    private let migrations: [Migration]
    /// Whoever serves reads and writes meanwhile isn't kept waiting behind us for longer than this.
    private let settings = LocalSettings(
        statementTimeout: .seconds(600), lockTimeout: .seconds(2), deadline: .seconds(660))
    private let attempts: Int
    private let pause: Duration

    package init(
        _ database: PostgresClient, _ migrations: [Migration], attempts: Int = 600,
        pause: Duration = .milliseconds(200)
    ) {
        (self.database, self.migrations) = (database, migrations)
        (self.attempts, self.pause) = (attempts, pause)
    }

    /// Applies what waits and returns it, oldest first. Refuses when an applied file was edited.
    @discardableResult
    package func migrate(at now: Date) async throws -> [Migration] {
        var applied: [Migration] = []
        for step in try await status() where step.appliedAt == nil {
            if try await applyWhenFree(step.migration, at: now) { applied.append(step.migration) }
        }
        return applied
    }

    /// Every migration of the folder with the time at which this database got it.
    ///
    /// The database may have more, of the next release: a migration leaves the release before it
    /// working. Refused is one that has a later migration and lacks ours, for it grew another way.
    package func status() async throws -> [Step] {
        let present = try await appliedRows()
        let steps = try migrations.map { migration in
            guard let row = present[migration.number] else {
                return Step(migration: migration, appliedAt: nil)
            }
            guard row.digest == migration.digest else {
                throw Migration.Refusal.changed(file: migration.file)
            }
            return Step(migration: migration, appliedAt: row.appliedAt)
        }
        if let unknown = Self.newer(present, than: migrations).first,
            steps.contains(where: { $0.appliedAt == nil })
        {
            throw Migration.Refusal.unknown(number: unknown)
        }
        return steps
    }

    /// The numbers of what the database has and the folder hasn't: it is of a later release.
    package func newer() async throws -> [Int] {
        Self.newer(try await appliedRows(), than: migrations)
    }

    private static func newer(
        _ present: [Int: (digest: [UInt8], appliedAt: Date)], than migrations: [Migration]
    ) -> [Int] {
        present.keys.filter { $0 > migrations.count }.sorted()
    }

    private func applyWhenFree(_ migration: Migration, at now: Date) async throws -> Bool {
        for _ in 0..<attempts {
            switch try await attempt(migration, at: now) {
            case .applied: return true
            case .present: return false
            case .locked: try await Task.sleep(for: pause)
            }
        }
        throw Migration.Refusal.locked
    }

    private func attempt(_ migration: Migration, at now: Date) async throws -> Attempt {
        do {
            return try await database.transaction(settings) { tx in
                let lock = try await tx.run(
                    "SELECT pg_try_advisory_xact_lock(\(Self.lockKey)) AS mine")
                guard try lock[0]["mine"] else { return .locked }
                guard try await !isPresent(migration, in: tx) else { return .present }
                try await tx.run(Self.block(of: migration))
                try await tx.run(
                    """
                    INSERT INTO migration (number, file, digest, applied_at)
                    VALUES (\(migration.number), \(migration.file), \(migration.digest), \(now))
                    """)
                return .applied
            }
        } catch let error as PostgresError where error.sqlState == Self.lockNotAvailable {
            return .locked
        }
    }

    private func isPresent(_ migration: Migration, in tx: Transaction) async throws -> Bool {
        let table = try await tx.run("SELECT to_regclass('public.migration') IS NOT NULL AS made")
        guard try table[0]["made"] else { return false }
        let rows = try await tx.run(
            "SELECT 1 AS present FROM migration WHERE number = \(migration.number)")
        return !rows.isEmpty
    }

    private func appliedRows() async throws -> [Int: (digest: [UInt8], appliedAt: Date)] {
        let table = try await database.read(
            ["SELECT to_regclass('public.migration') IS NOT NULL AS made"], settings)
        guard try table[0][0]["made"] else { return [:] }
        let rows = try await database.read(
            ["SELECT number, digest, applied_at FROM migration ORDER BY number"], settings)
        return try rows[0].reduce(into: [:]) { found, row in
            found[try row["number"]] = (try row["digest"], try row["applied_at"])
        }
    }

    private static let lockKey = 7_310_577_295
    private static let lockNotAvailable = "55P03"

    /// A file holds many statements, a prepared one only one: so it goes through `EXECUTE`, which
    /// takes them all. The tag is made of the digest: no text can hold its own.
    private static func block(of migration: Migration) -> SQL {
        let tag = "m" + migration.digest.map { String(format: "%02x", $0) }.joined()
        return SQL(
            unsafe: "DO $do$ BEGIN EXECUTE $\(tag)$\(migration.text)$\(tag)$; END $do$")
    }
}
