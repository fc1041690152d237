import Foundation
import Programs
import Subprocess

/// A PostgreSQL for one look: an empty cluster in a temporary folder, with a Unix socket that nobody
/// else can reach and no port.
///
/// A shell starts it and reads a pipe of ours. When that ends, be it that we are done or that we were
/// killed, it stops the server and removes the folder: what was restored there stays nowhere.
struct ScratchCluster: Sendable {
    static let user = "peerspective_owner"
    private static let database = "restored"

    let programs: PostgresPrograms
    let folder: String

    /// Starts one under `place`, runs `body`, and leaves nothing behind.
    static func whileRunning<Value: Sendable>(
        version: String, under place: String,
        _ body: @Sendable (ScratchCluster) async throws -> Value
    ) async throws -> Value {
        let programs = try Dump.programs(version)
        let cluster = ScratchCluster(
            programs: programs, folder: try makeFolder(under: place, for: programs))
        return try await cluster.run(body)
    }

    private func run<Value: Sendable>(
        _ body: @Sendable (ScratchCluster) async throws -> Value
    ) async throws -> Value {
        // Ctrl-C reaches us, and not the server under us.
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(30))]
        let (executable, arguments) = programs.serving(
            "/bin/sh", ["-c", Self.script, "sh", folder, programs.folder, Self.user])
        let ended = try await Subprocess.run(
            executable, arguments: arguments, platformOptions: options, input: .inputWriter,
            output: .discarded, error: .string(limit: 65_536)
        ) { shell in
            let outcome = await Result {
                try await waitUntilReady()
                return try await body(self)
            }
            try? await shell.standardInputWriter.finish()  // It may be gone, as may the shell.
            return outcome
        }
        do {
            return try ended.closureResult.get()
        } catch is NotStarted {
            throw Failure.refused("The scratch server didn't start: \(ended.standardError)")
        }
    }

    private struct NotStarted: Error {}

    private static let script = """
        folder=$1 server=
        clean() {
            [ -z "$server" ] || { kill -QUIT "$server"; wait "$server"; } 2>/dev/null
            rm -rf "$folder"
        }
        trap clean EXIT
        trap 'exit 1' HUP INT TERM
        "$2/initdb" -D "$folder/data" -U "$3" -A trust -E UTF8 --locale=C.UTF-8 --no-sync \\
            --no-instructions >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
        "$2/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off \\
            -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c jit=off \\
            </dev/null >"$folder/log" 2>&1 &
        server=$!
        cat >/dev/null
        """

    func connection(to database: String = ScratchCluster.database) -> String {
        "host='\(folder)' port=5432 dbname=\(database) user=\(Self.user) sslmode=disable"
    }

    func environment(of database: String = ScratchCluster.database) -> PostgresEnvironment {
        PostgresEnvironment(socket: folder, user: Self.user, database: database)
    }

    func createDatabase(_ name: String = ScratchCluster.database) async throws {
        _ = try await programs.run("createdb", [name], environment(of: "postgres"))
    }

    private func waitUntilReady() async throws {
        for _ in 0..<1200 {
            if try await isReady() { return }
            guard FileManager.default.fileExists(atPath: folder) else { throw NotStarted() }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw NotStarted()
    }

    private func isReady() async throws -> Bool {
        do {
            _ = try await programs.run("pg_isready", ["-q"], environment(of: "postgres"))
            return true
        } catch is PostgresPrograms.Failed {
            return false
        }
    }

    private static func makeFolder(
        under place: String, for programs: PostgresPrograms
    ) throws -> String {
        var path = Array("\(place)/peerspective-scratch-XXXXXX".utf8CString)
        // A socket's path has at most 107 bytes.
        guard path.count + "/.s.PGSQL.5432".utf8.count <= 107 else {
            throw Failure.refused("\(place) is too long for a socket. Give a shorter --scratch.")
        }
        guard mkdtemp(&path) != nil else {
            throw Failure.refused("No folder can be made in \(place). Give another --scratch.")
        }
        let folder = String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        if let user = programs.user, chown(folder, user.id, user.group) != 0 {
            rmdir(folder)
            throw Failure.refused("\(folder) can't be given to the user postgres.")
        }
        return folder
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
