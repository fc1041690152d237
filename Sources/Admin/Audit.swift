import ArgumentParser
import Domain
import Foundation
import Store

/// `audit show`.
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The record of who did what.", subcommands: [Show.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the record, the newest first.")

        @OptionGroup var acting: Acting
        @Option(help: "Only what was done with the thing of this id.") var subject: String?
        @Option(help: "Only what this person did: their address.") var person: String?
        @Option(name: .customLong("by"), help: "Only what this operator did.") var by: String?
        @Option(help: "Only actions that begin so, as in export. or grade.approved.")
        var action: String?
        @Option(help: "From this instant on, as in 2027-02-24T04:59:00Z.") var from: String?
        @Option(help: "Before this instant.") var to: String?
        @Option(help: "At most so many lines; 0 prints all.") var limit = 50

        func run() async throws {
            try await acting.act { records, actor in
                let filter = try await filter(records, actor)
                let lines =
                    limit > 0 && limit <= PageRequest.most
                    ? try await records.audit(filter, by: actor, PageRequest(limit: limit)).items
                    : try await everything { try await records.audit(filter, by: actor, $0) }
                let wanted = limit > 0 ? lines.prefix(limit) : lines[...]
                try acting.connection.show(wanted.map(AuditLine.init))
            }
        }

        private func filter(_ records: Records, _ actor: Actor) async throws -> AuditFilter {
            var filter = AuditFilter(
                operatorName: by, action: action, from: try instant(from), to: try instant(to))
            if let subject {
                guard let id = UUID(text: subject) else {
                    throw ValidationError("\(subject) is no id.")
                }
                filter.subject = id
            }
            if let person {
                filter.person = try await records.person(email: person, by: actor).person.id
            }
            return filter
        }

        private func instant(_ text: String?) throws -> Date? {
            try text.map { try Date.read($0) }
        }
    }
}

private struct AuditLine: Printed {
    static let header = ["AT", "WHO", "ACTION", "SUBJECT", "SEAL", "DETAIL"]
    let id: ID<AuditEntry>
    let at: Date
    let personId: ID<Person>?
    let operatorName: String?
    let action: String
    let subjectId: String?
    let requestId: String?
    let detail: [String: String]
    let sealedAs: Int64?

    init(_ record: AuditRecord) {
        let entry = record.entry
        id = entry.id
        at = entry.at
        personId = entry.person
        operatorName = entry.operatorName
        action = entry.action
        subjectId = entry.subject?.text
        requestId = entry.requestID
        detail = entry.detail
        sealedAs = record.sealedAs
    }

    var cells: [String] {
        [
            Instant.text(at), personId?.description ?? operatorName ?? "-", action,
            subjectId ?? "-", sealedAs.map { "\($0)" } ?? "-",
            detail.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                .joined(separator: " "),
        ]
    }
}
