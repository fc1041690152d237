import Foundation
import Logging
import Postgres
import Support
import Testing

/// The examples of the article "From connect to COPY", in its order.
@Suite(.database, .timeLimit(.minutes(20))) struct TutorialTests {
    @Test func `the examples run`() async throws {
        let database = try #require(TestDatabase.current)
        let current: SQL = "SELECT current_database()::text AS name"
        let name: String = try await database.owner.read([current])[0][0]["name"]
        let address = try PrivateServer.shared.get().connection(to: name)

        let configuration = PostgresConfiguration(connection: address, maximum: 8)
        let client = PostgresClient(configuration, logger: Logger(label: "tutorial"))

        _ = try await client.write([
            "CREATE TABLE visit (id integer PRIMARY KEY, community text NOT NULL, minutes integer)"
        ])
        let community = "Six Until Me"
        _ = try await client.write([
            "INSERT INTO visit VALUES (1, \(community), \(25))",
            "INSERT INTO visit VALUES (2, \(community), \(nil as Int?))",
        ])

        let rows = try await client.read([
            "SELECT id, minutes FROM visit WHERE community = \(community) ORDER BY id"
        ])[0]
        let first: Int = try rows[0]["minutes"]
        let second: Int? = try rows[1]["minutes"]
        #expect(first == 25 && second == nil)

        do {
            _ = try await client.write(["INSERT INTO visit VALUES (1, 'Again', 1)"])
        } catch let error as PostgresError where error.constraint == "visit_pkey" {
            print("That visit is there already")
        }

        try await client.transaction(LocalSettings(isolation: .repeatableRead), retries: 3) { tx in
            let total: Int = try await tx.run("SELECT sum(minutes) AS total FROM visit")[0]["total"]
            tx.queue("UPDATE visit SET minutes = \(total) WHERE id = 2")
        }

        try await client.transaction { tx in
            try await tx.run("INSERT INTO visit VALUES (3, 'Diabetes Mine', 5)")
            _ = try? await tx.savepoint {
                try await tx.run("INSERT INTO visit VALUES (3, 'Diabetes Mine', 5)")
            }
        }

        let patient = LocalSettings(statementTimeout: nil, isReadOnly: true)
        let minutes = try await client.transaction(patient) { tx in
            try await tx.stream("SELECT id, minutes FROM visit") { rows in
                var minutes = 0
                for try await row in rows { minutes += try row["minutes"] as Int? ?? 0 }
                return minutes
            }
        }
        #expect(minutes == 55)

        let size = try await client.transaction(patient) { tx in
            try await tx.copyOut(
                "COPY (SELECT * FROM visit WHERE community = \(literal: community)) TO STDOUT (FORMAT csv)"
            ) { chunks in
                var size = 0
                for try await chunk in chunks { size += chunk.count }
                return size
            }
        }
        #expect(size == "1,Six Until Me,25\n2,Six Until Me,25\n".utf8.count)

        let lines = AsyncStream<[UInt8]> { stream in
            stream.yield(Array("4,Diabetes Mine,10\n".utf8))
            stream.yield(Array("5,Diabetes Mine,ten\n".utf8))
            stream.finish()
        }
        do {
            try await client.transaction { tx in
                try await tx.copyIn("COPY visit FROM STDIN (FORMAT csv)", from: lines)
            }
        } catch let error as PostgresError {
            print("Correct line \(error.line ?? 0)")
        }

        for await event in client.listen(to: "visits") {
            switch event {
            case .listening: _ = try await client.write([.notify("visits", "look")])
            case .notification(let notification): print(notification.payload)
            }
            if case .notification = event { break }
        }
        let count: Int = try await client.read(["SELECT count(*) AS n FROM visit"])[0][0]["n"]
        #expect(count == 3)
        await client.close()
    }

    @Test func `the article shows just these examples`() throws {
        let article = try String(
            contentsOf: .checkout.appending(
                path: "Sources/Postgres/Postgres.docc/FromConnectToCopy.md"), encoding: .utf8)
        let run = try String(contentsOfFile: #filePath, encoding: .utf8)
        let examples = article.split(separator: "```").filter { $0.hasPrefix("swift\n") }

        #expect(examples.count == 10)
        for example in examples {
            let lines = example.split(separator: "\n").dropFirst()
            let indented = lines.map { "        \($0)\n" }.joined()
            #expect(run.contains(indented), "\(example)")
        }
    }
}
