import Postgres
import Support
import Testing

/// Several servers in one connection string.
@Suite(.timeLimit(.minutes(20))) struct HostsTests {
    private func client(of servers: [PrivateServer], _ attributes: String) -> PostgresClient {
        var configuration = PostgresConfiguration.small()
        let hosts = servers.map(\.folder).joined(separator: ",")
        configuration.connection =
            "host=\(hosts) dbname=postgres user=\(PrivateServer.owner) "
            + "target_session_attrs=\(attributes)"
        return PostgresClient(configuration, logger: .silent)
    }

    private func folder(of client: PostgresClient) async throws -> String {
        try await client.read(["SELECT current_setting('unix_socket_directories') AS n"])[0][0]["n"]
    }

    @Test func `writers find the one that takes writes, readers the other`() async throws {
        let closed = try PrivateServer(settings: ["default_transaction_read_only=on"])
        let open = try PrivateServer()

        let writer = client(of: [closed, open], "read-write")
        let reader = client(of: [open, closed], "read-only")
        let any = client(of: [closed, open], "any")
        let found = try await [folder(of: writer), folder(of: reader), folder(of: any)]
        for client in [writer, reader, any] { await client.close() }
        try closed.stop()
        try open.stop()

        #expect(found == [open.folder, closed.folder, closed.folder])
    }

    @Test func `when one server goes, the client goes on with the other`() async throws {
        let first = try PrivateServer()
        let second = try PrivateServer()

        let client = client(of: [first, second], "any")
        let before = try await folder(of: client)
        try await Program.aside { try first.stop() }
        let after = try await folder(of: client)
        await client.close()
        try second.stop()

        #expect(before == first.folder)
        #expect(after == second.folder)
    }
}
