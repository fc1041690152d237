import Foundation

/// A PostgreSQL server of the tests' own: a folder that goes away with the process, a Unix socket and
/// no port, no fsync. As root it runs as the unprivileged user that Debian's package makes.
package final class PrivateServer: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) {
            self.description = description
        }
    }

    /// The one that a test process shares; started by the first test that asks.
    package static let shared: Result<PrivateServer, any Error> = Result { try PrivateServer() }

    package static let owner = "peerspective_owner"
    private static let binaries = PrivateServer.folderOfBinaries()

    package let folder: String
    private let settings: [String]

    /// Makes a cluster and starts it, with settings as `work_mem=8MB` beside those of all tests, and
    /// with what `prepare` puts into its folder, all of which becomes the server's own.
    package init(
        settings: [String] = [], prepare: (_ folder: String) throws -> Void = { _ in }
    ) throws {
        self.settings = settings
        folder = "/tmp/peerspective-test-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        if geteuid() == 0 { try Self.run("/usr/bin/chown", ["postgres", folder]) }
        AtExit.remember(self)
        try Self.runUnprivileged(
            "initdb",
            ["-D", data, "-U", Self.owner, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"])
        try prepare(folder)
        if geteuid() == 0 { try Self.run("/usr/bin/chown", ["-R", "postgres", folder]) }
        try start()
    }

    private var data: String { folder + "/data" }

    /// What libpq takes to reach it.
    package func connection(to database: String, as user: String = owner) -> String {
        "host=\(folder) dbname=\(database) user=\(user)"
    }

    package func start() throws {
        let options =
            "-k \(folder) -c listen_addresses='' -c fsync=off -c full_page_writes=off "
            + "-c log_line_prefix='%m [%p] %d %e ' -c max_connections=1000 -c autovacuum=off -c shared_buffers=64MB"
            + settings.map { " -c \($0)" }.joined()
        try Self.runUnprivileged(
            "pg_ctl", ["-D", data, "-l", folder + "/log", "-o", options, "-w", "start"])
    }

    package func stop() throws {
        try Self.runUnprivileged("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"])
    }

    package func createDatabase(_ name: String, from template: String = "template0") throws {
        try Self.run(
            Self.binaries + "createdb",
            ["-h", folder, "-U", Self.owner, "-T", template, name])
    }

    package func dropDatabase(_ name: String) throws {
        try Self.run(
            Self.binaries + "dropdb", ["-h", folder, "-U", Self.owner, "--force", name])
    }

    fileprivate func remove() {
        // At the end of the process nobody is left to hear of a failure.
        try? stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Where a server's programs lie: Debian's newest version, what pg_config says, or PATH.
    private static func folderOfBinaries() -> String {
        let debian = "/usr/lib/postgresql/"
        // A machine that has none of a place's files is asked for the next place's.
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        let newest = versions.compactMap { Int($0) }.sorted(by: >).map { "\(debian)\($0)/bin" }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let paths = path.split(separator: ":").map { String($0) }
        let asked = paths.lazy.compactMap { try? Program.run($0 + "/pg_config", ["--bindir"]) }
            .first { $0.status == 0 }?.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let folder = (newest + [asked].compactMap { $0 } + paths).first {
            FileManager.default.isExecutableFile(atPath: $0 + "/initdb")
        }
        return (folder ?? debian + "15/bin") + "/"
    }

    private static func runUnprivileged(_ program: String, _ arguments: [String]) throws {
        guard geteuid() == 0 else { return try run(binaries + program, arguments) }
        try run(
            "/usr/sbin/runuser", ["-u", "postgres", "--", binaries + program] + arguments)
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let (status, output) = try Program.run(program, arguments)
        guard status == 0 else {
            throw Failure(description: "\(program) \(arguments.joined(separator: " ")): \(output)")
        }
    }
}

/// Stops and removes every server that this process started, when it exits.
private enum AtExit {
    private final class Servers: @unchecked Sendable {
        private let lock = NSLock()
        private var servers: [PrivateServer] = []

        func add(_ server: PrivateServer) {
            lock.withLock { servers.append(server) }
        }

        func removeAll() {
            for server in lock.withLock({ servers }) { server.remove() }
        }
    }

    private static let servers = Servers()
    private static let isRegistered: Bool = atexit { AtExit.servers.removeAll() } == 0

    static func remember(_ server: PrivateServer) {
        precondition(isRegistered, "The tests' servers can't be stopped at exit")
        servers.add(server)
    }
}
