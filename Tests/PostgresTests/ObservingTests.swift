import InMemoryTracing
import MetricsTestKit
import Postgres
import Support
import Testing
import Tracing

/// What metrics and spans say of the pool, and what they never say.
@Suite(.database, .timeLimit(.minutes(5))) struct ObservingTests {
    private func observed(
        _ body: (PostgresClient) async throws -> Void
    ) async throws -> (TestMetrics, [FinishedInMemorySpan]) {
        let database = try #require(TestDatabase.current)
        let current: SQL = "SELECT current_database()::text AS name"
        let name: String = try await database.owner.read([current])[0][0]["name"]
        var configuration = PostgresConfiguration.small()
        configuration.connection = try PrivateServer.shared.get().connection(to: name)
        let (metrics, tracer) = (TestMetrics(), InMemoryTracer())
        let client = PostgresClient(
            configuration, logger: .silent, metrics: metrics, tracer: tracer)
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

        #expect(spans.map(\.operationName) == ["read", "write", "transaction"])
        #expect(spans[0].attributes.get("db.system.name") == .string("postgresql"))
        #expect(spans[0].attributes.get("db.query.text") == .string("SELECT $1::text"))
        #expect(spans[1].attributes.get("db.response.status_code") == .string("22P02"))
        #expect(spans[1].status?.code == .error)
        #expect(!"\(spans)".contains("secret"))
    }
}
