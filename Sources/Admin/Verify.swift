import ArgumentParser
import Domain
import Foundation
import Store

/// `verify`: walks every chain and names the first link that doesn't hold.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks that nothing recorded was changed afterwards.",
        discussion: """
            Walks the chains of grades and of the record. Compare the last digests with those that \
            you keep outside this database: a chain that was rebuilt as a whole holds by itself. \
            Exit code 1 when a chain is broken.
            """)

    @OptionGroup var connection: Connection
    @Option(help: "The school's slug; else all of them.") var institution: String?

    func run() async throws {
        let lines = try await connection.open { records in
            let all = try await records.institutions()
            let wanted = all.filter { institution == nil || $0.slug == institution }
            guard !wanted.isEmpty else { throw NotFound() }
            var lines: [ChainLine] = []
            for school in wanted {
                let found = try await records.verify(
                    by: connection.actor(at: school.id), at: .now
                ) { Progress.show($0, of: $1, "chains of \(school.slug)") }
                lines += found.chains.map { ChainLine($0, of: school, unsealed: found.unsealed) }
            }
            return lines
        }
        try connection.show(lines)
        let broken = lines.filter { !$0.holds }
        guard broken.isEmpty else {
            throw Failure.refused("\(broken.count) of \(lines.count) chains don't hold.")
        }
    }
}

private struct ChainLine: Printed {
    static let header = ["SCHOOL", "CHAIN", "STATE", "LINKS", "LAST DIGEST"]
    let institution: String
    let chain: String
    let holds: Bool
    let links: Int64
    let digest: String
    let firstBreak: Break?
    /// Lines of the record that should have been sealed a minute ago.
    let unsealed: Int?

    struct Break: Encodable {
        let sequence: Int64
        let reason: String
    }

    init(_ found: Verification.Chain, of school: Institution, unsealed late: Int) {
        institution = school.slug
        switch found.subject {
        case .audit: (chain, unsealed) = ("audit", late)
        case .grades(let offering): (chain, unsealed) = ("grades of \(offering)", nil)
        }
        links = found.links
        digest = Hex.text(found.digest)
        firstBreak = found.firstBreak.map {
            Break(sequence: $0.sequence, reason: $0.reason.rawValue)
        }
        holds = firstBreak == nil && (unsealed ?? 0) == 0
    }

    var cells: [String] { [institution, chain, state, "\(links)", digest] }

    private var state: String {
        if let firstBreak { return "BROKEN at \(firstBreak.sequence): \(firstBreak.reason)" }
        if let unsealed, unsealed > 0 { return "LATE: \(unsealed) not sealed" }
        return "holds"
    }
}
