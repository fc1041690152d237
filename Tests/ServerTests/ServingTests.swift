import Domain
import Foundation
import Glibc
import Postgres
import Store
import Support
import Testing

@Suite(.timeLimit(.minutes(20))) struct ServingTests {
    private var migrations: [String] { ["--database-migrations", URL.migrations.path] }

    @Test func `help lists every setting with its default and its variable`() async throws {
        let help = try RunningService(["serve", "--help"])

        #expect(await help.end() == 0)
        for setting in [
            "--http-port VALUE", "{HTTP_PORT}", "[8080]", "{DATABASE_URL}",
            "--database-owner-url VALUE", "--data-folder VALUE", "{LOG_LEVEL}",
        ] {
            #expect(help.said.contains(setting), "\(setting)")
        }
    }

    @Test(arguments: [
        (["serve", "--http-prot", "1"], "no setting “--http-prot”"),
        (["serve", "--http-port", "many"], "Give a number from 0 to 65535"),
        (["serve", "--http-port"], "needs a value"), (["sevre"], "no command “sevre”"),
        ([], "Say what to do"), (["serve", "--log-level", "loud"], "log.level is “loud”"),
    ])
    func `what can't be understood is said, with what to do`(
        arguments: [String], sentence: String
    ) async throws {
        let service = try RunningService(arguments)

        #expect(await service.end() == 2)
        #expect(service.said.contains(sentence), "\(service.said)")
    }

    @Test(.world) func `a port in use is a sentence`() async throws {
        let database = try #require(TestDatabase.current)
        let arguments = ["serve", "--http-port", "0", "--database-url", database.connection]
        let first = try RunningService(arguments + migrations)
        let address = try await first.address()
        let port = try #require(address.split(separator: ":").last.map(String.init))

        let second = try RunningService(
            ["serve", "--http-port", port, "--database-url", database.connection] + migrations)

        #expect(await second.end() == 1)
        #expect(second.said.contains("The port is in use"))
        first.signal(SIGTERM)
        #expect(await first.end() == 0)
    }

    @Test(.world) func `flags go over the environment, and that over the file`() async throws {
        let database = try #require(TestDatabase.current)
        let place = try Place()
        let file = place.folder + "/settings.json"
        try #"{"http": {"port": 1, "host": "127.0.0.1"}, "log": {"level": "debug"}, "demo": true}"#
            .write(toFile: file, atomically: false, encoding: .utf8)

        let service = try RunningService(
            ["serve", "--config", file, "--http-port", "0"] + migrations,
            environment: ["HTTP_PORT": "2", "DATABASE_URL": database.connection])

        #expect(try fetch(try await service.address() + "/readyz").status == 200)
        service.signal(SIGTERM)
        #expect(await service.end() == 0)
    }

    @Test(.world) func `it doesn't run as one whom row-level security doesn't hold`() async throws {
        let database = try #require(TestDatabase.current)
        let owner = database.connection.replacing(
            "peerspective_service", with: PrivateServer.owner)

        let service = try RunningService(["serve", "--database-url", owner] + migrations)

        #expect(await service.end() == 1)
        #expect(service.said.contains("Connect as peerspective_service"))
    }

    @Test func `a schema that lacks migrations stops the start with the command to run`()
        async throws
    {
        let server = try PrivateServer.shared.get()
        let name = "empty_\(UUID().uuidString.prefix(8).lowercased())"
        try server.createDatabase(name)
        defer { try? server.dropDatabase(name) }  // What is left goes with the server.
        let owner = server.client(to: name, as: PrivateServer.owner)
        _ = try await owner.write([
            """
            DO $$ BEGIN CREATE ROLE peerspective_service LOGIN NOINHERIT;
            EXCEPTION WHEN duplicate_object THEN NULL; END $$
            """
        ])
        await owner.close()

        let service = try RunningService(
            [
                "serve", "--database-url",
                server.connection(to: name, as: "peerspective_service"),
            ] + migrations)

        #expect(await service.end() == 1)
        #expect(service.said.contains("peerspective-admin db migrate"), "\(service.said)")
    }

    @Test(.world) func `it starts and stays ready on the schema of a later release`() async throws {
        let database = try #require(TestDatabase.current)
        let arguments = ["serve", "--http-port", "0", "--database-url", database.connection]
        let before = try RunningService(arguments + migrations)
        let address = try await before.address()

        _ = try await database.owner.write([
            """
            INSERT INTO migration (number, file, digest, applied_at)
            VALUES (9999, '9999_later.sql', '\\x00', now())
            """
        ])
        let after = try RunningService(arguments + migrations)

        #expect(try fetch(address + "/readyz") == (200, "ready\n"))
        #expect(try fetch(try await after.address() + "/readyz") == (200, "ready\n"))
        #expect(after.said.contains("the schema is of a later release"))
        before.signal(SIGTERM)
        after.signal(SIGTERM)
        #expect(await before.end() == 0)
        #expect(await after.end() == 0)
    }

    @Test func `readiness goes with the database and comes back with it`() async throws {
        let server = try PrivateServer()
        try server.createDatabase("kept")
        let service = try RunningService(
            [
                "serve", "--http-port", "0", "--database-url",
                server.connection(to: "kept", as: "peerspective_service"),
                "--database-owner-url", server.connection(to: "kept"),
            ] + migrations)
        let address = try await service.address()

        try server.stop()
        #expect(try fetch(address + "/readyz") == (503, "database\n"))
        #expect(try fetch(address + "/healthz").status == 200)
        try server.start()

        var status = 0
        while status != 200 { status = try fetch(address + "/readyz").status }
        service.signal(SIGTERM)
        #expect(await service.end() == 0)
    }

    @Test(.world) func `told to stop, it says so and serves on until the notice is over`()
        async throws
    {
        let database = try #require(TestDatabase.current)
        let service = try RunningService(
            [
                "serve", "--http-port", "0", "--database-url", database.connection,
                "--shutdown-notice", "5",
            ] + migrations)
        let address = try await service.address()

        service.signal(SIGTERM)
        var ready = try fetch(address + "/readyz")
        while ready.status == 200 { ready = try fetch(address + "/readyz") }

        #expect(ready == (503, "stopping\n"))
        #expect(try fetch(address + "/healthz").status == 200)
        #expect(await service.end() == 0)
    }

    @Test(.world) func `a request under way is answered before the service ends`() async throws {
        let database = try #require(TestDatabase.current)
        let service = try RunningService(
            ["serve", "--http-port", "0", "--database-url", database.connection] + migrations)
        let address = try await service.address()
        var random = SystemRandomNumberGenerator()
        let token = Secret(of: World.northfield.rawValue, random: &random).text
        let place = try Place()
        let answer = place.folder + "/answer"
        let curl =
            "curl -s -m 60 -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer \(token)' "
            + "\(address)/api/v1/me >\(answer).part && mv \(answer).part \(answer)"
        // The look at who asks waits for this lock, until the signal was sent.
        try await database.owner.transaction { transaction in
            try await transaction.run("LOCK TABLE api_token IN ACCESS EXCLUSIVE MODE")
            _ = try Program.run("/bin/sh", ["-c", "(\(curl)) </dev/null >/dev/null 2>&1 &"])
            var waiting = 0
            while waiting == 0, !FileManager.default.fileExists(atPath: answer) {
                let seen = try await database.owner.read([
                    """
                    SELECT count(*) AS waiting FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'
                    """
                ])
                waiting = try seen[0][0]["waiting"]
            }
            service.signal(SIGTERM)
        }

        #expect(await service.end() == 0)
        while !FileManager.default.fileExists(atPath: answer) {
            try await Task.sleep(for: .milliseconds(20))
        }
        // 503 where the machine was so slow that the statement lost its patience.
        let status = try String(contentsOfFile: answer, encoding: .utf8)
        #expect(["401", "503"].contains(status))
    }

    @Test func `a database that isn't there is a sentence without its password`() async throws {
        let service = try RunningService(
            ["serve"] + migrations,
            environment: ["DATABASE_URL": "postgres://someone:secret@127.0.0.1:1/none"])

        #expect(await service.end() == 1)
        #expect(service.said.contains("can't be reached"))
        #expect(!service.said.contains("secret"))
    }

    @Test(arguments: [
        (#"{"http": {"port": 99999}}"#, "http.port is “99999”"),
        (#"{"http": {"port": "many"}}"#, "http.port is “many”"),
        (#"{"demo": 1}"#, "demo is “1”"),
        (#"{"http": {"port": [8080]}}"#, "can't be read as JSON"),
    ])
    func `what a file sets is read and checked whatever its kind`(
        text: String, sentence: String
    ) async throws {
        let place = try Place()
        let file = place.folder + "/settings.json"
        try Data(text.utf8).write(to: URL(filePath: file))

        let service = try RunningService(["serve", "--config", file])

        #expect(await service.end() != 0)
        #expect(service.said.contains(sentence), "\(service.said)")
    }

    @Test func `a file of settings that names what is none is refused with its name`() async throws
    {
        let place = try Place()
        let file = place.folder + "/settings.json"
        try Data(#"{"http": {"prot": 8080}, "log": {"level": "info"}}"#.utf8)
            .write(to: URL(filePath: file))

        let service = try RunningService(["serve", "--config", file])

        #expect(await service.end() == 2)
        #expect(service.said.contains("http.prot"))
    }
}
