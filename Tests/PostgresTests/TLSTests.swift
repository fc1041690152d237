import Foundation
import Glibc
import Logging
import Postgres
import Support
import Synchronization
import Testing

/// TLS and passwords, which libpq does, on a server with certificates of a CA made here.
@Suite(.timeLimit(.minutes(20))) struct TLSTests {
    /// One server for all of these tests.
    private static let server = Result { try SecureServer() }

    private struct Seen: Equatable, Sendable {
        let isEncrypted: Bool
        let user: String
    }

    /// Connects as libpq's keywords say: what the server sees, or why it failed.
    private func connect(_ keywords: String) async throws -> Result<Seen, Refused> {
        let server = try Self.server.get()
        let said = Heard()
        var configuration = PostgresConfiguration.small { $0.queueDeadline = .seconds(60) }
        configuration.connection =
            "hostaddr=127.0.0.1 port=\(server.port) dbname=postgres \(keywords)"
        let client = PostgresClient(configuration, logger: said.logger)
        let reading = Task {
            try await client.read([
                """
                SELECT ssl, current_user::text AS name FROM pg_stat_ssl
                WHERE pid = pg_backend_pid()
                """
            ])[0][0]
        }
        let failing = Task {
            while said.first == nil, !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(5))
            }
            if said.first != nil { reading.cancel() }
        }
        defer { failing.cancel() }
        do {
            let row = try await reading.value
            await client.close()
            return .success(Seen(isEncrypted: try row["ssl"], user: try row["name"]))
        } catch {
            await client.close()
            return .failure(Refused(reason: said.first ?? "\(error)"))
        }
    }

    private struct Refused: Error { let reason: String }

    private func files(_ names: String) throws -> String {
        let folder = try Self.server.get().server.folder
        return names.replacing("$", with: folder)
    }

    @Test(arguments: ["require", "verify-ca", "verify-full", "prefer", "allow"])
    func `a certificate of the CA is taken`(mode: String) async throws {
        let seen = try await connect(
            files("host=localhost user=\(PrivateServer.owner) sslmode=\(mode) sslrootcert=$/ca.crt")
        )

        #expect(try seen.get() == Seen(isEncrypted: true, user: PrivateServer.owner))
    }

    @Test func `a wrong host name is refused, and only where it is verified`() async throws {
        let rest = try files("user=\(PrivateServer.owner) sslrootcert=$/ca.crt")

        let full = try await connect("host=elsewhere.example sslmode=verify-full \(rest)")
        let trusting = try await connect("host=elsewhere.example sslmode=verify-ca \(rest)")

        #expect(throws: Refused.self) { try full.get() }
        if case .failure(let refused) = full {
            #expect(refused.reason.contains("does not match host name"))
        }
        #expect(try trusting.get().isEncrypted)
    }

    @Test func `an unknown CA is refused`() async throws {
        let seen = try await connect(
            files(
                "host=localhost user=\(PrivateServer.owner) sslmode=verify-ca sslrootcert=$/other.crt"
            ))

        guard case .failure(let refused) = seen else {
            Issue.record("It was taken")
            return
        }
        #expect(refused.reason.contains("certificate verify failed"))
    }

    @Test func `without TLS nobody gets in where the server wants it`() async throws {
        let seen = try await connect("host=localhost user=\(PrivateServer.owner) sslmode=disable")

        #expect(throws: Refused.self) { try seen.get() }
    }

    @Test func `a client's certificate says who it is, and nothing else does`() async throws {
        let rest = try files(
            "host=localhost user=by_certificate sslmode=verify-full sslrootcert=$/ca.crt")

        let with = try await connect(rest + files(" sslcert=$/client.crt sslkey=$/client.key"))
        let without = try await connect(rest)

        #expect(try with.get() == Seen(isEncrypted: true, user: "by_certificate"))
        #expect(throws: Refused.self) { try without.get() }
    }

    @Test func `a password is proved by SCRAM, bound to the TLS channel`() async throws {
        let rest = try files(
            "host=localhost user=by_password sslmode=verify-full sslrootcert=$/ca.crt channel_binding=require"
        )

        let right = try await connect(rest + " password='example voices of spring'")
        let wrong = try await connect(rest + " password=guessed")

        #expect(try right.get().user == "by_password")
        guard case .failure(let refused) = wrong else {
            Issue.record("A wrong password was taken")
            return
        }
        #expect(refused.reason.contains("password authentication failed"))
        #expect(!refused.reason.contains("guessed"))
    }

    @Test func `COPY goes through TLS, errors too`() async throws {
        let server = try Self.server.get()
        var configuration = PostgresConfiguration.small()
        configuration.connection = try files(
            "hostaddr=127.0.0.1 host=localhost port=\(server.port) dbname=postgres "
                + "user=\(PrivateServer.owner) sslmode=verify-full sslrootcert=$/ca.crt")
        let client = PostgresClient(configuration, logger: .silent)
        let lines = AsyncStream<[UInt8]> { stream in
            for n in 1...50_000 { stream.yield(Array("\(n)\n".utf8)) }
            stream.yield(Array("none\n".utf8))
            stream.finish()
        }

        let error = await #expect(throws: PostgresError.self) {
            try await client.transaction(Gate.patient) { tx in
                try await tx.run("CREATE TEMPORARY TABLE item (n integer)")
                try await tx.copyIn("COPY item FROM STDIN", from: lines)
            }
        }
        let count = try await client.transaction(Gate.patient) { tx in
            try await tx.copyOut("COPY (SELECT generate_series(1, 100000)) TO STDOUT") { chunks in
                var count = 0
                for try await chunk in chunks { count += chunk.count { $0 == 10 } }
                return count
            }
        }
        await client.close()

        #expect(error?.line == 50_001)
        #expect(count == 100_000)
    }
}

/// What a client logs.
private final class Heard: Sendable {
    private let messages = Mutex<[String]>([])

    var first: String? { messages.withLock { $0.first } }
    var logger: Logger { Logger(label: "test") { _ in Handler(heard: self) } }

    private struct Handler: LogHandler {
        let heard: Heard
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.warning

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let reason = event.metadata?["reason"].map { "\($0)" } ?? ""
            heard.messages.withLock { $0.append(reason) }
        }
    }
}

/// A server that wants TLS, on a port of its own, with a CA, a client's certificate and another CA.
private struct SecureServer {
    let server: PrivateServer
    let port: UInt16

    init() throws {
        let port = try UInt16.free()
        self.port = port
        server = try PrivateServer(settings: [
            "listen_addresses=127.0.0.1", "port=\(port)", "ssl=on",
            "ssl_cert_file=../server.crt", "ssl_key_file=../server.key", "ssl_ca_file=../ca.crt",
        ]) { folder in
            let (status, output) = try Program.run(
                "/bin/bash", ["-euc", Self.certificates, "bash", folder])
            guard status == 0 else { throw PrivateServer.Failure(description: output) }
        }
        let (status, output) = try Program.run(
            "/usr/bin/psql",
            [
                "-h", server.folder, "-p", "\(port)", "-U", PrivateServer.owner, "-d", "postgres",
                "-c",
                "SET password_encryption = 'scram-sha-256'; CREATE ROLE by_certificate LOGIN; "
                    + "CREATE ROLE by_password LOGIN PASSWORD 'example voices of spring'",
            ])
        guard status == 0 else { throw PrivateServer.Failure(description: output) }
    }

    private static let certificates = """
        cd "$1"
        authority() {
            openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" \
                -keyout "$1.key" -out "$1.crt" 2>/dev/null
        }
        certificate() {
            openssl req -newkey rsa:2048 -nodes -subj "/CN=$2" -addext "subjectAltName=DNS:$2" \
                -keyout "$1.key" -out "$1.csr" 2>/dev/null
            openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 \
                -copy_extensions copy -out "$1.crt" 2>/dev/null
        }
        authority ca
        authority other
        certificate server localhost
        certificate client by_certificate
        chmod 600 ./*.key
        chmod 711 .
        printf '%s\\n' 'local all all trust' \
            'hostssl all by_certificate 127.0.0.1/32 cert' \
            'hostssl all by_password 127.0.0.1/32 scram-sha-256' \
            'hostssl all all 127.0.0.1/32 trust' >data/pg_hba.conf
        """
}

extension UInt16 {
    /// A TCP port that nobody uses now.
    fileprivate static func free() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) + getsockname(descriptor, address, &size)
            }
        }
        guard status == 0 else { throw PrivateServer.Failure(description: "No port is free") }
        return UInt16(bigEndian: address.sin_port)
    }
}
