import API
import Domain
import Edge
import Foundation
import Hummingbird
import Logging
import Postgres
import ServiceLifecycle
import Store
import UnixSignals
import Web

/// The graph of the service, and its life.
struct Peerspective: Sendable {
    private let settings: Settings
    private let logger: Logger

    init(_ settings: Settings) throws {
        guard let level = Logger.Level(rawValue: settings.logLevel) else {
            throw Stop(usage: "log.level is “\(settings.logLevel)”. See serve --help.")
        }
        self.settings = settings
        var logger = Logger(label: "peerspective") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        self.logger = logger
    }

    /// Runs until it is told to stop.
    func run() async throws {
        if let database = settings.database {
            try await serve(database, owner: settings.owner)
        } else {
            let postgres = try PrivatePostgres(folder: settings.dataFolder, logger: logger)
            try await postgres.whileRunning {
                try await serve(
                    postgres.connection(as: PrivatePostgres.service),
                    owner: postgres.connection(as: PrivatePostgres.owner))
            }
        }
    }

    private func serve(_ connection: String, owner: String?) async throws {
        let migrations = try Migration.load(from: URL(filePath: settings.migrations))
        if let owner { try await migrate(migrations, as: owner) }
        let client = PostgresClient(
            PostgresConfiguration(connection: connection, maximum: settings.connections),
            logger: logger)
        do {
            try await Readiness(client, migrations).check(logger)
            try await run(client, migrations, connection)
        } catch {
            await client.close()
            throw error
        }
    }

    private func migrate(_ migrations: [Migration], as owner: String) async throws {
        let client = PostgresClient(
            PostgresConfiguration(connection: owner, readers: 1, minimum: 0, maximum: 2),
            logger: logger)
        do {
            for migration in try await Migrator(client, migrations).migrate(at: .now) {
                logger.notice("applied", metadata: ["migration": "\(migration.file)"])
            }
            await client.close()
        } catch {
            await client.close()
            throw error
        }
    }

    /// In the order of the start; the end goes the other way, so requests end before connections.
    private func run(
        _ client: PostgresClient, _ migrations: [Migration], _ connection: String
    ) async throws {
        let records = Records(
            client, passwords: PasswordQueue(), sealing: try SealingKey.of(settings))
        let clock = Timekeeper()
        try await compare(clock, with: records)
        let notice = Notice(.seconds(settings.shutdownNotice))
        let readiness = Readiness(client, migrations, clock, notice)
        let application = application(records, readiness, clock, connection)
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: client), .init(service: comparing(clock, with: records)),
                .init(service: closing(records, clock)),
                .init(service: releasing(records, clock)),
                .init(service: lapsing(records, clock)),
                .init(service: sealing(records, .latest, every: .seconds(1), clock)),
                .init(service: sealing(records, .recent, every: .seconds(15), clock)),
                // Also soon after a start: what ended the one before may have come between.
                .init(
                    service: sealing(
                        records, .week, every: .seconds(600), first: .seconds(5), clock)),
                .init(service: sweeping(records, clock)),
                .init(service: Serving(application: application, executor: client.taskExecutor)),
                .init(service: notice),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(
            Int64(settings.shutdownNotice + settings.shutdownDeadline))
        try await ServiceGroup(configuration: configuration).run()
    }

    private func application(
        _ records: Records, _ readiness: Readiness, _ clock: Timekeeper, _ connection: String
    ) -> some ApplicationProtocol {
        let router = Router(context: Context.self)
        router.add(middleware: RequestLog(logger))
        // Before the door: a flood that empties an address's bucket mustn't look like ill health.
        router.get("/healthz") { _, _ in Self.alive }
        router.get("/readyz") { _, _ in await readiness.answer() }
        Web.addAssets(to: router)
        let web = Web(records, isDemo: settings.isDemo)
        router.add(
            middleware: FrontDoor(
                records, DoorSettings(proxies: settings.proxies), now: clock.now,
                page: web.problem))
        API(records).add(to: router)
        web.add(to: router)
        var logger = logger
        logger.logLevel = max(logger.logLevel, .notice)
        return Application(
            router: router,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [RequestDeadline(), AnswerDeadline()],
                    idleTimeout: .seconds(Int64(settings.idleTimeout)))),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port),
                serverName: "Peerspective", reuseAddress: true),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                if settings.database == nil {
                    print("The admin tool reaches it by: --database-url \"\(connection)\"")
                }
                print("Peerspective listens on http://\(settings.host):\(port)")
                fflush(nil)
            }, logger: logger)
    }

    private static var alive: Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"status":"alive"}"#)))
    }

    /// Before the first request, and then often.
    private func compare(_ clock: Timekeeper, with records: Records) async throws {
        let verdict = try await clock.compare(with: records.databaseTime)
        guard verdict.isNews else { return }
        switch verdict.doubt {
        case nil: logger.warning("The clock is right again.")
        case .setBack:
            logger.error(
                "The clock was set back: nothing is served. Put it right, or restart the service.")
        default:
            logger.error("The clock isn't the database's: nothing is served. Put it right.")
        }
    }

    private func comparing(_ clock: Timekeeper, with records: Records) -> Job {
        Job("comparing clocks", every: .seconds(1), logger: logger) {
            try await compare(clock, with: records)
        }
    }

    private func closing(_ records: Records, _ clock: Timekeeper) -> Job {
        Job("closing", every: .seconds(30), logger: logger) {
            for institution in try await records.institutionIDs() {
                while try await records.closeAssignments(of: institution, at: clock.now()).isMore {}
            }
        }
    }

    /// Often: learners wait for the minute that they were told.
    private func releasing(_ records: Records, _ clock: Timekeeper) -> Job {
        Job("releasing", every: .seconds(10), logger: logger) {
            for institution in try await records.institutionIDs() {
                _ = try await records.releaseDue(of: institution, at: clock.now())
            }
        }
    }

    private func lapsing(_ records: Records, _ clock: Timekeeper) -> Job {
        Job("lapsing", every: .seconds(600), logger: logger) {
            for institution in try await records.institutionIDs() {
                _ = try await records.lapseIncompletes(of: institution, at: clock.now())
            }
        }
    }

    private func sealing(
        _ records: Records, _ reach: SealingReach, every interval: Duration,
        first: Duration? = nil, _ clock: Timekeeper
    ) -> Job {
        Job("sealing", every: interval, first: first, logger: logger) {
            try await records.sealAudit(reach, at: clock.now())
        }
    }

    private func sweeping(_ records: Records, _ clock: Timekeeper) -> Job {
        Job("sweeping", every: .seconds(3600), logger: logger) {
            for institution in try await records.institutionIDs() {
                try await records.sweep(institution, at: clock.now())
            }
        }
    }
}
