import Postgres
import Support
import Testing

/// Notifications, from a connection of their own.
@Suite(.database, .timeLimit(.minutes(20))) struct ListenTests {
    private var database: TestDatabase {
        get throws { try #require(TestDatabase.current) }
    }

    private func heard(_ event: Notifications.Event?) -> Notifications.Notification? {
        if case .notification(let notification) = event { notification } else { nil }
    }

    @Test func `what a unit or a transaction says is heard once it is committed`() async throws {
        try await database.withClient { client in
            var events = client.listen(to: "news", "Odd \"name\"").makeAsyncIterator()
            let first = await events.next()
            _ = try await client.write([.notify("news", "a unit")])
            struct Broken: Error {}
            await #expect(throws: Broken.self) {
                try await client.transaction { tx -> Void in
                    try await tx.run(.notify("news", "never"))
                    throw Broken()
                }
            }
            _ = try await client.transaction { tx in
                try await tx.run(.notify("Odd \"name\"", "a transaction"))
            }
            let (second, third) = (heard(await events.next()), heard(await events.next()))

            #expect(first == .listening(mayHaveMissed: false))
            #expect(second?.channel == "news" && second?.payload == "a unit")
            #expect(third?.channel == "Odd \"name\"" && third?.payload == "a transaction")
        }
    }

    @Test func `behind a restart of the server it says that something may be missed`() async throws
    {
        let server = try PrivateServer()
        try server.createDatabase("news")

        try await server.withClient(to: "news") { client in
            var events = client.listen(to: "news").makeAsyncIterator()
            let first = await events.next()
            try await Program.aside {
                try server.stop()
                try server.start()
            }
            let second = await events.next()
            _ = try await client.write([.notify("news", "here again")])
            let third = heard(await events.next())

            #expect(first == .listening(mayHaveMissed: false))
            #expect(second == .listening(mayHaveMissed: true))
            #expect(third?.payload == "here again")
        }
        try server.stop()
    }

    @Test func `a reader who is too slow is told that something was dropped`() async throws {
        try await database.withClient { client in
            var events = client.listen(to: "news").makeAsyncIterator()
            _ = await events.next()
            for batch in 0..<6 {
                _ = try await client.write([
                    "SELECT pg_notify('news', \(batch)::text || ' ' || n) FROM generate_series(1, 500) AS n"
                ])
            }
            var (count, hasMissed) = (0, false)
            while !hasMissed {
                // Some of what comes behind a gap is told behind the word of it.
                _ = try await client.write([.notify("news", "still here")])
                switch await events.next() {
                case .listening(let missed): hasMissed = missed
                case .notification: count += 1
                case nil: Issue.record("It ended")
                }
            }

            #expect(count >= 1000)
        }
    }

    @Test func `closing the client ends the sequence, and leaving it ends the connection`()
        async throws
    {
        let listening: SQL = """
            SELECT count(*) AS n FROM pg_stat_activity
            WHERE datname = current_database() AND query LIKE 'LISTEN%'
            """

        let events = try await database.withClient { client in
            let reading = Task {
                for await _ in client.listen(to: "left") {}
            }
            try await until { try await database.owner.number(listening) == 1 }
            reading.cancel()
            try await until { try await database.owner.number(listening) == 0 }
            return client.listen(to: "news")
        }

        var iterator = events.makeAsyncIterator()
        while await iterator.next() != nil {}
        try await until { try await database.owner.number(listening) == 0 }
    }
}
