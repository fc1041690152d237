import API
import Domain
import Edge
import Foundation
import Hummingbird
import Logging
import Observing
import Postgres
import ServiceLifecycle
import Store
import UnixSignals
import Web

/// The graph of the service, and its life.
struct Peerspective: Sendable {
    private let settings: Settings
    private let observers: Observers
    private var logger: Logger { observers.logger }

    init(_ settings: Settings) throws {
        self.settings = settings
        observers = try Observers(settings)
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
            PostgresConfiguration(
                connection: connection, maximum: settings.connections,
                slowStatement: settings.slowStatements == 0
                    ? nil : .milliseconds(settings.slowStatements)),
            logger: logger, metrics: observers.metrics, tracer: observers.tracer)
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
        if !CommonPasswords.isListInstalled {
            logger.warning(
                "The list of common passwords is missing: install john-data.",
                metadata: ["path": "\(CommonPasswords.listPath)"])
        }
        let passwords = PasswordQueue()
        let records = Records(client, passwords: passwords, sealing: try SealingKey.of(settings))
        let clock = Timekeeper()
        let jobs = Jobs(records: records, clock: clock, observers: observers)
        try await jobs.compareClocks()
        let notice = Notice(.seconds(settings.shutdownNotice))
        let readiness = Readiness(client, migrations, clock, notice)
        let application = application(records, readiness, clock, connection)
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: client)] + jobs.all.map { .init(service: $0) }
                + measuring(records, passwords, clock) + [
                    .init(
                        service: Serving(
                            application: application, executor: client.taskExecutor)),
                    .init(service: notice),
                ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(
            Int64(settings.shutdownNotice + settings.shutdownDeadline))
        try await ServiceGroup(configuration: configuration).run()
    }

    /// What is there for whoever reads the metrics, and without them isn't.
    private func measuring(
        _ records: Records, _ passwords: PasswordQueue, _ clock: Timekeeper
    ) -> [ServiceGroupConfiguration.ServiceConfiguration] {
        guard let metrics = observers.metrics, let port = settings.metricsPort else { return [] }
        let lags = LagMeters(metrics)
        metrics.collect { PasswordFigures.families(passwords) }
        return [
            .init(
                service: Job("measuring", every: .seconds(15), observers) {
                    lags.note(try await records.lags(at: clock.now()))
                }),
            .init(
                service: MetricsPort.application(
                    metrics, host: settings.metricsHost, port: port, logger: quietLogger)),
        ]
    }

    /// For what says too much of itself.
    private var quietLogger: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .notice)
        return logger
    }

    private func application(
        _ records: Records, _ readiness: Readiness, _ clock: Timekeeper, _ connection: String
    ) -> some ApplicationProtocol {
        let router = Router(context: Context.self)
        if let tracer = observers.tracer { router.add(middleware: RequestSpans(tracer)) }
        router.add(middleware: RequestLog(logger))
        if let metrics = observers.metrics { router.add(middleware: RequestMeters(metrics)) }
        router.add(middleware: SafetyHeaders(proxies: settings.proxies))
        // Before the door: a flood that empties an address's bucket mustn't look like ill health.
        router.get("/healthz") { _, _ in Self.alive }
        router.get("/readyz") { _, _ in await readiness.answer() }
        Web.addAssets(to: router)
        let turns = Turns()
        let web = Web(records, isDemo: settings.isDemo, turns: turns)
        router.add(
            middleware: FrontDoor(
                records, DoorSettings(proxies: settings.proxies), now: clock.now,
                page: web.problem))
        API(records, turns: turns).add(to: router)
        web.add(to: router)
        return Application(
            router: router,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [
                        HeadDeadline(), RequestDeadline(), AnswerDeadline(),
                    ],
                    idleTimeout: .seconds(Int64(settings.idleTimeout)))),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port),
                serverName: "Peerspective", backlog: Self.backlog, reuseAddress: true,
                availableConnectionsDelegate: .maximum(
                    OpenFiles.connections(settings.httpConnections), logger: logger)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                if settings.database == nil {
                    print("The admin tool reaches it by: --database-url \"\(connection)\"")
                }
                print("Peerspective listens on http://\(settings.host):\(port)")
                fflush(nil)
            }, logger: quietLogger)
    }

    // Where it is full the kernel drops who comes, and they try again after 1, 3, 7, 15, 31 seconds. The
    // kernel's own bound, net.core.somaxconn, is 4096.
    private static let backlog = 4096

    private static var alive: Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"status":"alive"}"#)))
    }
}
