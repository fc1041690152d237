import Foundation
import Logging
import Programs
import Subprocess
import SystemPackage

/// A PostgreSQL of the service's own, for those who name no other: one folder, a Unix socket and no
/// port, kept across restarts, stopped with the service.
///
/// As root it runs as the user `postgres`, for PostgreSQL won't run as root. Whoever can enter the
/// folder's `socket` may connect (`trust`): its mode is 0700.
struct PrivatePostgres: Sendable {
    static let owner = "peerspective_owner"
    static let service = "peerspective_service"
    private static let database = "peerspective"

    private let folder: String
    private let socket: String
    private let programs: PostgresPrograms
    private let logger: Logger

    init(folder: String, logger: Logger) throws {
        self.folder = URL(filePath: folder).standardizedFileURL.path
        self.logger = logger
        programs = try Self.programs(for: Self.version(of: self.folder + "/postgres"))
        socket = try Self.socketFolder(in: self.folder)
    }

    private var data: String { folder + "/postgres" }

    /// A path of a socket has at most 107 bytes, so a deep folder's lies elsewhere: in a folder that
    /// is made for this start, for a name that can be guessed could be somebody else's.
    private static func socketFolder(in folder: String) throws -> String {
        let near = folder + "/socket"
        guard near.utf8.count + "/.s.PGSQL.5432".utf8.count > 107 else { return near }
        var path = Array("/tmp/peerspective-XXXXXX".utf8CString)
        guard mkdtemp(&path) != nil else {
            throw Stop("No folder can be made under /tmp. Give a shorter --data-folder.")
        }
        return String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    func connection(as role: String) -> String {
        "host='\(socket)' dbname=\(Self.database) user=\(role)"
    }

    /// Starts it, runs `body` while it is there, and stops it: also when `body` fails.
    func whileRunning(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try makeFolders()
        defer { if !socket.hasPrefix(folder) { rmdir(socket) } }
        let lock = try FolderLock(folder)
        try await makeCluster()
        try await stopOrphan()
        try await withThrowingTaskGroup { group in
            group.addTask { try await serve() }
            group.addTask {
                try await waitUntilReady()
                try await body()
            }
            // Whichever ends first ends the other: the server by its teardown sequence.
            try await group.next()
            group.cancelAll()
            try await group.waitForAll()
        }
        withExtendedLifetime(lock) {}
    }

    private func serve() async throws {
        let log = try FileDescriptor.open(
            FilePath(folder + "/postgres.log"), .writeOnly, options: [.append, .create],
            permissions: .ownerReadWrite)
        let (executable, arguments) = programs.serving(
            "postgres", ["-D", data, "-k", socket, "-c", "listen_addresses="])
        let ended = try await Subprocess.run(
            executable, arguments: arguments, platformOptions: options,
            output: .fileDescriptor(log, closeAfterSpawningProcess: false),
            error: .fileDescriptor(log, closeAfterSpawningProcess: true))
        guard Task.isCancelled else {
            throw Stop(
                "The private PostgreSQL ended by itself (\(ended.terminationStatus)). "
                    + "\(folder)/postgres.log says why.")
        }
    }

    /// In a process group of its own, so that Ctrl-C reaches the service and not the server under
    /// it; SIGINT is PostgreSQL's fast shutdown, SIGQUIT the one that recovers at the next start.
    private var options: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .interrupt, allowedDurationToNextStep: .seconds(30)),
            .send(signal: .quit, allowedDurationToNextStep: .seconds(10)),
        ]
        return options
    }

    private func waitUntilReady() async throws {
        for _ in 0..<600 {
            if try await succeeds("pg_isready", ["-q", "-h", socket, "-d", "postgres"]) { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        let known = try await output(
            "psql",
            [
                "-h", socket, "-U", Self.owner, "-d", "postgres", "-Atc",
                "SELECT 1 FROM pg_database WHERE datname = '\(Self.database)'",
            ])
        if known.isEmpty {
            _ = try await output("createdb", ["-h", socket, "-U", Self.owner, Self.database])
        }
    }
}

extension PrivatePostgres {
    private func makeFolders() throws {
        do {
            let files = FileManager.default
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for path in [folder, socket] {
                try files.createDirectory(atPath: path, withIntermediateDirectories: true)
                try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
                try give(path)
            }
        } catch {
            throw Stop("\(folder) can't be written. Give another --data-folder, or the rights.")
        }
    }

    private func give(_ path: String) throws {
        guard let user = programs.user else { return }
        guard chown(path, user.id, user.group) == 0 else { throw Stop("chown \(path) failed.") }
    }

    /// Made beside its place and moved there, so a half-made one is never taken for whole.
    private func makeCluster() async throws {
        let files = FileManager.default
        if let version = Self.version(of: data) { return try await checkVersion(version) }
        let making = folder + "/making"
        if files.fileExists(atPath: making) { try files.removeItem(atPath: making) }
        logger.notice("making a private PostgreSQL", metadata: ["folder": "\(data)"])
        _ = try await output(
            "initdb",
            [
                "-D", making, "-U", Self.owner, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                "--no-instructions",
            ])
        try files.moveItem(atPath: making, toPath: data)
    }

    private func checkVersion(_ version: String) async throws {
        let said = try await output("postgres", ["--version"])
        guard said.contains("(PostgreSQL) \(version).") else {
            throw Stop(
                "\(data) was made by PostgreSQL \(version); here is \(said). Install "
                    + "postgresql-\(version), or move the data with pg_upgrade.")
        }
    }

    /// A service that was killed leaves its server behind. Ours is the folder (we hold its lock), so
    /// the server goes; a lock file of a server that is gone is PostgreSQL's own matter.
    private func stopOrphan() async throws {
        guard try await succeeds("pg_ctl", ["-D", data, "status"]) else { return }
        logger.notice("stopping the server that a killed service left behind")
        _ = try await output("pg_ctl", ["-D", data, "-m", "fast", "-w", "stop"])
    }

    private func succeeds(_ program: String, _ arguments: [String]) async throws -> Bool {
        let (executable, arguments) = programs.serving(program, arguments)
        return try await Subprocess.run(executable, arguments: arguments, output: .discarded)
            .terminationStatus.isSuccess
    }

    private func output(_ program: String, _ arguments: [String]) async throws -> String {
        let (executable, arguments) = programs.serving(program, arguments)
        let ended = try await Subprocess.run(
            executable, arguments: arguments, workingDirectory: FilePath(folder),
            output: .string(limit: 65_536), error: .string(limit: 65_536))
        guard ended.terminationStatus.isSuccess else {
            throw Stop("\(program) failed: \(ended.standardError)")
        }
        return ended.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What made the cluster, as `15`; nil where none is.
    private static func version(of data: String) -> String? {
        (try? String(contentsOfFile: data + "/PG_VERSION", encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func programs(for version: String?) throws -> PostgresPrograms {
        do {
            return try PostgresPrograms(version: version)
        } catch .programs {
            throw Stop(
                "No PostgreSQL is installed. Install it (apt-get install postgresql), or name a "
                    + "database by DATABASE_URL.")
        } catch .user {
            throw Stop(
                "PostgreSQL won't run as root and there is no user postgres. Make one, or start "
                    + "the service as another user.")
        }
    }
}

/// Held while a service uses the folder; the system lets go of it when the process ends, however.
private final class FolderLock: Sendable {
    private let file: Int32

    init(_ folder: String) throws {
        file = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0, flock(file, LOCK_EX | LOCK_NB) == 0 else {
            throw Stop(
                "Another service uses \(folder). Stop it, or give another --data-folder.")
        }
    }

    deinit {
        close(file)
    }
}
