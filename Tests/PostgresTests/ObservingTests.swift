import InMemoryTracing
import Logging
import MetricsTestKit
import Postgres
import Support
import Synchronization
import Testing
import Tracing

/// What metrics and spans say of the pool, and what they never say.
@Suite(.database, .timeLimit(.minutes(20))) struct ObservingTests {
    private func observed(
        slow: Duration? = nil, _ logger: Logger = .silent,
        _ body: (PostgresClient) async throws -> Void
    ) async throws -> (TestMetrics, [FinishedInMemorySpan]) {
        let database = try #require(TestDatabase.current)
        let current: SQL = "SELECT current_database()::text AS name"
        let name: String = try await database.owner.read([current])[0][0]["name"]
        var configuration = PostgresConfiguration.small()
        configuration.connection = try PrivateServer.shared.get().connection(to: name)
        configuration.slowStatement = slow
        let (metrics, tracer) = (TestMetrics(), InMemoryTracer())
        let client = PostgresClient(
            configuration, logger: logger, metrics: metrics, tracer: tracer)
        do { try await body(client) } catch { Issue.record(error) }
        await client.close()
        return (metrics, tracer.finishedSpans)
    }

    @Test func `round trips, rows, bytes and waits are counted`() async throws {
        let (metrics, _) = try await observed { client in
            _ = try await client.read(["SELECT generate_series(1, 10)"])
            try await client.transaction { tx in
                try await tx.copyOut("COPY (SELECT repeat('x', 999)) TO STDOUT") { chunks in
                    for try await _ in chunks {}
                }
            }
        }

        // The read, BEGIN with the savepoint, COMMIT.
        #expect(try metrics.expectCounter("postgres.client.round_trips").totalValue == 3)
        #expect(try metrics.expectCounter("postgres.client.rows").totalValue >= 10)
        #expect(try metrics.expectCounter("postgres.client.bytes").totalValue >= 1000)
        #expect(try metrics.expectTimer("db.client.operation.duration").values.count == 3)
        #expect(try metrics.expectTimer("db.client.connection.wait_time").values.count >= 1)
        let idle = try metrics.expectGauge(
            "db.client.connection.count", [("db.client.connection.state", "idle")])
        #expect(idle.lastValue != nil)
    }

    @Test func `a span says what ran and how it failed, and no value`() async throws {
        let (_, spans) = try await observed { client in
            _ = try await client.read(["SELECT \("a secret")::text"])
            _ = await #expect(throws: PostgresError.self) {
                try await client.write(["SELECT \("another secret")::integer"])
            }
            _ = try await client.transaction { tx in try await tx.run("SELECT 1") }
        }

        #expect(spans.map(\.operationName) == ["read", "write", "step", "commit", "transaction"])
        #expect(spans[2].attributes.get("db.query.text") == .string("SELECT 1"))
        #expect(spans[2].parentSpanID == spans[4].spanID)
        #expect(spans[0].attributes.get("db.system.name") == .string("postgresql"))
        #expect(spans[0].attributes.get("db.query.text") == .string("SELECT $1::text"))
        #expect(spans[1].attributes.get("db.response.status_code") == .string("22P02"))
        #expect(spans[1].status?.code == .error)
        #expect(!"\(spans)".contains("secret"))
    }

    @Test func `errors, connections and losses are counted`() async throws {
        let (metrics, _) = try await observed { client in
            _ = try await client.read(["SELECT 1"])
            _ = try? await client.write(["SELECT 1 / 0"])
            _ = try? await client.transaction { tx in
                try await tx.run("SELECT pg_terminate_backend(pg_backend_pid())")
            }
        }

        let divisions = try metrics.expectCounter(
            "postgres.client.errors", [("code", "22012")])
        #expect(divisions.totalValue == 1)
        #expect(try metrics.expectCounter("postgres.client.connects").totalValue >= 2)
        #expect(try metrics.expectCounter("postgres.client.lost_connections").totalValue == 1)
    }

    @Test func `what is slow is said with its text, for whom, and without a value`() async throws {
        let heard = Heard()
        var logger = Logger(label: "test") { _ in heard }
        logger.logLevel = .warning

        _ = try await observed(slow: .milliseconds(50), logger) { client in
            var context = ServiceContext.topLevel
            context[Heard.Name.self] = "somebody"
            try await ServiceContext.$current.withValue(context) {
                _ = try await client.read(["SELECT \("a secret")::text"])
                _ = try await client.read(["SELECT pg_sleep(0.1), \("a secret")::text"])
                _ = try await client.write([
                    "SELECT pg_sleep(0.1), \(literal: "a secret")::text"
                ])
                try await client.transaction { tx in
                    try await tx.copyOut(
                        "COPY (SELECT pg_sleep(0.1), \(literal: "a secret")) TO STDOUT"
                    ) { chunks in for try await _ in chunks {} }
                }
            }
        }

        let said = heard.said.withLock { $0 }
        #expect(said.contains { $0.contains("SELECT pg_sleep(0.1), $1::text") })
        #expect(
            said.contains { $0.contains("SELECT pg_sleep(0.1), ") && $0.contains("…") }, "\(said)")
        // On a loaded machine others may take as long.
        #expect(said.allSatisfy { $0.hasPrefix("Slow somebody ") && !$0.contains("secret") })
    }

    /// A log that keeps what it hears.
    private final class Heard: LogHandler {
        enum Name: ServiceContextKey {
            typealias Value = String
        }

        let said = Mutex<[String]>([])
        var metadata: Logger.Metadata {
            get { [:] }
            set {}
        }
        var logLevel: Logger.Level {
            get { .warning }
            set {}
        }
        var metadataProvider: Logger.MetadataProvider? {
            get { nil }
            set {}
        }

        subscript(metadataKey _: String) -> Logger.Metadata.Value? {
            get { nil }
            set {}
        }

        func log(event: LogEvent) {
            let whose = ServiceContext.current?[Name.self] ?? "nobody"
            said.withLock { $0.append("\(event.message) \(whose) \(event.metadata ?? [:])") }
        }
    }
}
