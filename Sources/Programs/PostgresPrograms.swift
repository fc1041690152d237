import Foundation
package import Subprocess
import SystemPackage

/// PostgreSQL's own programs: where they lie, and who may run them.
package struct PostgresPrograms: Sendable {
    /// What a machine lacks.
    package enum Missing: Error {
        case programs
        /// We are root, which PostgreSQL won't run as, and there is no user `postgres`.
        case user
    }

    /// A program that ended badly, and what it said.
    package struct Failed: Error {
        package let program: String
        package let said: String
    }

    /// Who runs a server, where that isn't ourselves.
    package let user: (id: uid_t, group: gid_t)?
    /// The folder that they lie in.
    package let folder: String

    /// `version`, as `15`, is what a cluster was made by, or what a server is: that one where it is
    /// installed, else the newest, else what the PATH has.
    package init(version: String? = nil) throws(Missing) {
        guard let folder = Self.find(version) else { throw .programs }
        self.folder = folder
        user = geteuid() == 0 ? try Self.unprivileged() : nil
    }

    /// One that a server is made of, as whoever may run it. By setpriv, which replaces itself:
    /// swift-subprocess's own `userID` hangs in the forked child (glibc's set*id waits there for
    /// threads that the fork left behind).
    package func serving(
        _ program: String, _ arguments: [String]
    ) -> (executable: Executable, arguments: Arguments) {
        let path = program.hasPrefix("/") ? program : "\(folder)/\(program)"
        guard let user else { return (.path(FilePath(path)), Arguments(arguments)) }
        let drop = ["--reuid=\(user.id)", "--regid=\(user.group)", "--clear-groups", "--", path]
        return (.name("setpriv"), Arguments(drop + arguments))
    }

    /// Runs one that asks a server, as ourselves, to its end, and answers what it printed.
    /// `environment` says where the server is: see `PostgresEnvironment`.
    package func run(
        _ program: String, _ arguments: [String], _ environment: PostgresEnvironment
    ) async throws -> String {
        var options = PlatformOptions()
        options.teardownSequence = [
            .send(signal: .interrupt, allowedDurationToNextStep: .seconds(10))
        ]
        let ended = try await Subprocess.run(
            .path(FilePath("\(folder)/\(program)")), arguments: Arguments(arguments),
            environment: environment.environment, platformOptions: options,
            output: .string(limit: 64 << 20), error: .string(limit: 1 << 20))
        try Task.checkCancellation()
        guard ended.terminationStatus.isSuccess else {
            throw Failed(
                program: program,
                said: ended.standardError.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return ended.standardOutput
    }

    private static func find(_ version: String?) -> String? {
        let root = "/usr/lib/postgresql"
        // A machine without Debian's packages is asked for its PATH.
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let newest = versions.compactMap(Int.init).sorted(by: >).map(String.init)
        let places =
            ([version].compactMap { $0 } + newest).map { "\(root)/\($0)/bin" }
            + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .map(String.init)
        return places.first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") }
    }

    private static func unprivileged() throws(Missing) -> (id: uid_t, group: gid_t) {
        guard let entry = getpwnam("postgres") else { throw .user }
        return (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }
}
