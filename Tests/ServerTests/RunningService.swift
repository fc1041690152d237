import Foundation
import Glibc
import Support

/// The service as it was built, running in a process of its own.
final class RunningService: Sendable {
    struct Silent: Error { let said: String }

    let process: pid_t
    private let outputs: String

    /// Starts it. Its two outputs go to one file.
    init(
        _ arguments: [String], environment: [String: String] = [:], as user: String? = nil
    ) throws {
        outputs = "/tmp/peerspective-test-\(UUID().uuidString).log"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputs, O_WRONLY | O_CREAT, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let drop = user.map {
            ["/usr/bin/setpriv", "--reuid=\($0)", "--regid=nogroup", "--clear-groups"]
        }
        let line = (drop ?? []) + [Self.program] + arguments
        let words = line.map { strdup($0) }
        let settings = environment.map { strdup("\($0)=\($1)") }
        defer { for word in words + settings { free(word) } }
        var child = pid_t()
        guard posix_spawn(&child, line[0], &actions, nil, words + [nil], settings + [nil]) == 0
        else { throw Silent(said: "not started: \(line[0])") }
        process = child
    }

    deinit {
        unlink(outputs)
    }

    static var program: String {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "peerspective").path
    }

    var said: String {
        // Not written yet: nothing was said.
        (try? String(contentsOfFile: outputs, encoding: .utf8)) ?? ""
    }

    /// The address that it prints once it listens.
    func address() async throws -> String {
        for _ in 0..<1200 {
            if let found = said.firstMatch(of: /listens on (http\S+)/) {
                return String(found.output.1)
            }
            if kill(process, 0) != 0 { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Silent(said: said)
    }

    func signal(_ signal: Int32) {
        kill(process, signal)
    }

    /// Waits for its end: the exit code, or nil when a signal ended it.
    @discardableResult
    func end() async -> Int32? {
        var status: Int32 = 0
        while waitpid(process, &status, WNOHANG) == 0 {
            // Cancelled: the next turn waits without a pause.
            try? await Task.sleep(for: .milliseconds(20))
        }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : nil
    }
}

/// A folder for one test. Whatever runs in it is stopped with it.
final class Place: Sendable {
    let folder: String

    init(owner: String? = nil) throws {
        folder = "/tmp/peerspective-test-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        if let owner { _ = try Program.run("/usr/bin/chown", [owner, folder]) }
    }

    deinit {
        // A test that failed in the middle leaves a server behind; nothing else matches the folder.
        _ = try? Program.run("/usr/bin/pkill", ["-QUIT", "-f", folder])
        try? FileManager.default.removeItem(atPath: folder)
    }

    var arguments: [String] {
        [
            "serve", "--http-port", "0", "--data-folder", folder + "/data",
            "--database-migrations", URL.migrations.path,
        ]
    }

    /// Processes that name the folder.
    func processes() throws -> Int {
        let (_, output) = try Program.run("/usr/bin/pgrep", ["-f", "postgres.*-D \(folder)"])
        return output.split(separator: "\n").count
    }
}

/// What curl answers: the status and the body.
func fetch(_ url: String) throws -> (status: Int, body: String) {
    let (_, output) = try Program.run(
        "/usr/bin/curl", ["-s", "-m", "60", "-w", "\n%{http_code}", url])
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
    return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
}
