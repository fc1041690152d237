import Foundation
import Glibc

/// Another program, run to its end.
///
/// By posix_spawn and waitpid: Foundation's Process waits for a descriptor that the server which
/// pg_ctl leaves behind keeps open, that is, for ever.
package enum Program {
    /// Runs what blocks on a thread of its own: those that tasks share are two, and DROP DATABASE may
    /// wait for a backend that waits for another task to read.
    package static func aside(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { done in
            Thread.detachNewThread { done.resume(with: Result(catching: body)) }
        }
    }

    /// The admin tool as it was built, beside the tests.
    package static var adminTool: String {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "peerspective-admin").path
    }

    package struct NotStarted: Error { package let program: String }

    /// The wait status, 0 when all went well, and what was printed to both outputs.
    package static func run(
        _ program: String, _ arguments: [String]
    ) throws -> (status: Int32, output: String) {
        let output = "/tmp/peerspective-test-\(UUID().uuidString).log"
        defer { unlink(output) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let words = ([program] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        var child = pid_t()
        var status: Int32 = -1
        guard posix_spawn(&child, program, &actions, nil, words + [nil], environ) == 0 else {
            throw NotStarted(program: program)
        }
        while waitpid(child, &status, 0) == -1 && errno == EINTR {}
        return (status, try String(contentsOfFile: output, encoding: .utf8))
    }
}
