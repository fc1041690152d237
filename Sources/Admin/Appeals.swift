import ArgumentParser
import Domain
import Foundation
import Interchange
import Store

extension OpeningReason: ExpressibleByArgument {}

/// `appeal packet`.
struct Appeals: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appeal", abstract: "What those get who decide an appeal.",
        subcommands: [Packet.self])

    struct Packet: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Packs everything that bears on an assignment into one zip file.",
            discussion: """
                Submissions, released feedback, rubric, policies, times, extensions, grades and \
                exports with their digests, and a page to read them by. It opens the learner's \
                texts, so it stands in the record with its reason. Only you can read the file.
                """)

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "The assignment's id.") var assignment: String
        @Option(help: "appeal, complaint or danger.") var reason: OpeningReason
        @Option(help: "Write the packet here.") var output: String

        func run() async throws {
            guard let id = ID<Assignment>(assignment) else {
                throw ValidationError("\(assignment) is no id.")
            }
            try OutputFile.check(output)
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let file = try await records.appealPacket(
                    of: id, reason: reason, by: actor, at: .now
                ) { try $0.zip($1) }
                if !writing.dryRun { try OutputFile.writePrivately(file.bytes, to: output) }
                try acting.connection.report(
                    "Wrote \(file.bytes.count) bytes to \(output).",
                    PacketLine(digest: Hex.text(file.digest), bytes: file.bytes.count),
                    dryRun: writing.dryRun)
            }
        }
    }
}

private struct PacketLine: Encodable {
    let digest: String
    let bytes: Int
}
