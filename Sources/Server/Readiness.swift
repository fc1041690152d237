import Edge
import Hummingbird
import Logging
import Postgres
import Store

/// Whether requests can be served: as whom we are connected, and whether the schema has what we need.
/// A newer one has: while nodes are replaced one by one, the old serve beside the new.
struct Readiness: Sendable {
    private let client: PostgresClient
    private let migrations: [Migration]
    private let clock: Timekeeper?
    private let notice: Notice?

    /// `clock` and `notice`: nil before there are any.
    init(
        _ client: PostgresClient, _ migrations: [Migration], _ clock: Timekeeper? = nil,
        _ notice: Notice? = nil
    ) {
        self.client = client
        self.migrations = migrations
        self.clock = clock
        self.notice = notice
    }

    /// At the start: refuses to run as one who could pass by row-level security.
    func check(_ logger: Logger) async throws {
        let rows = try await client.read([
            """
            SELECT rolsuper OR rolbypassrls AS is_almighty, current_user AS name,
                EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid
                    AND relnamespace = 'public'::regnamespace) AS owns
            FROM pg_roles WHERE rolname = current_user
            """
        ])[0]
        guard let row = rows.first, try !row["is_almighty"], try !row["owns"] else {
            throw Stop(
                "DATABASE_URL names a superuser or the schema's owner, whom row-level security "
                    + "doesn't hold. Connect as peerspective_service.")
        }
        let migrator = Migrator(client, migrations)
        if let missing = try await migrator.status().first(where: { $0.appliedAt == nil }) {
            throw Stop(
                "The database lacks \(missing.migration.file). Run: peerspective-admin db migrate")
        }
        if let newest = try await migrator.newer().last {
            logger.notice(
                "the schema is of a later release", metadata: ["migration": "\(newest)"])
        }
    }

    func answer() async -> Response {
        if let notice, notice.isGiven { return plain(.serviceUnavailable, "stopping") }
        do {
            let steps = try await Migrator(client, migrations).status()
            _ = try clock?.now()
            let isCurrent = steps.allSatisfy { $0.appliedAt != nil }
            return isCurrent ? plain(.ok, "ready") : plain(.serviceUnavailable, "migrations")
        } catch is Timekeeper.Doubt {
            return plain(.serviceUnavailable, "clock")
        } catch is Migration.Refusal {
            return plain(.serviceUnavailable, "migrations")
        } catch {
            return plain(.serviceUnavailable, "database")
        }
    }

    private func plain(_ status: HTTPResponse.Status, _ word: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: word + "\n")))
    }
}
