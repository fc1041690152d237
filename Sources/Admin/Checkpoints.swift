import ArgumentParser
import Domain
import Foundation
import Store

/// `checkpoint key`, `make` and `compare`.
struct Checkpoints: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Signed heads of the chains, to be kept outside the database.",
        discussion: """
            A chain that was rebuilt as a whole holds by itself; a checkpoint from before shows it. \
            Keep checkpoints where those who own the database can't write.
            """,
        subcommands: [Key.self, Make.self, Compare.self])

    struct Key: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes a new key into a file and prints its public half.")

        @Argument(help: "The file, which must not be there yet.") var file: String

        func run() async throws {
            var random = SystemRandomNumberGenerator()
            let key = try CheckpointKey(random: &random)
            try PrivateFile(file).write(Array((key.text + "\n").utf8))
            print(key.publicText)
        }
    }

    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verifies the chains and prints a signed checkpoint.")

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Option(help: "The file of the key.") var key: String

        func run() async throws {
            guard let key = CheckpointKey(text: try File.text(key)) else {
                throw Failure.refused("\(key) holds no key. Make one: checkpoint key FILE")
            }
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let checkpoint = try await records.makeCheckpoint(by: actor, at: .now)
                print(try key.signed(checkpoint), terminator: "")
            }
        }
    }

    struct Compare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks that the chains of today go through a checkpoint.",
            discussion: "Run verify as well: it checks what lies between. Exit code 1 otherwise.")

        @OptionGroup var acting: Acting
        @Argument(help: "The file of the checkpoint.") var file: String
        @Option(name: .customLong("public-key"), help: "What checkpoint key printed.")
        var publicKey: String

        func run() async throws {
            let text = try File.text(file)
            guard let checkpoint = Checkpoint(signed: text, by: publicKey) else {
                throw Failure.refused("\(file) wasn't signed by that key, or was changed since.")
            }
            let differing = try await acting.act { records, actor in
                try await records.differences(from: checkpoint, by: actor)
            }
            try acting.connection.show(
                checkpoint.heads.map { head in
                    HeadLine(head, goesThrough: !differing.contains(head))
                })
            guard differing.isEmpty else {
                throw Failure.refused(
                    "\(differing.count) of \(checkpoint.heads.count) chains were rebuilt or cut.")
            }
        }
    }
}

private struct HeadLine: Printed {
    static let header = ["CHAIN", "LINKS", "STATE"]
    let chain: String
    let links: Int64
    let goesThrough: Bool

    init(_ head: Checkpoint.Head, goesThrough: Bool) {
        chain = head.offering.map { "grades of \($0)" } ?? "audit"
        links = head.links
        self.goesThrough = goesThrough
    }

    var cells: [String] { [chain, "\(links)", goesThrough ? "goes through" : "DIFFERS"] }
}

/// Files that an operator names.
enum File {
    static func text(_ path: String) throws -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Failure.refused("\(path) can't be read as text.")
        }
    }
}
