import Domain
import Foundation
import Programs
import Store

/// What was looked at, one after another, and what was found.
struct BackupChecks: Sendable {
    struct Check: Printed, Sendable {
        static let header = ["CHECK", "STATE", "SECONDS"]
        let check: String
        /// By a name that scripts know; nil where it holds.
        let finding: String?
        let said: String
        let seconds: Double

        var cells: [String] {
            [check, (finding.map { "\($0): " } ?? "") + said, "\(seconds)"]
        }
    }

    private(set) var all: [Check] = []

    var wrong: Int { all.count { $0.finding != nil } }

    /// Whether something was put into a database.
    var changed: Bool { all.contains { $0.check == "restore" && $0.finding == nil } }

    /// Notes what `body` answers, or the fault that it throws. Answers whether it holds.
    @discardableResult
    mutating func look(
        _ name: String, _ body: () async throws -> String
    ) async throws -> Bool {
        Progress.say("checking \(name)")
        let start = ContinuousClock.now
        var (finding, said): (String?, String)
        do {
            (finding, said) = (nil, try await body())
        } catch let fault as BackupFault {
            (finding, said) = (fault.code, fault.detail)
        }
        let took = (ContinuousClock.now - start).inSeconds
        all.append(Check(check: name, finding: finding, said: said, seconds: took))
        return finding == nil
    }

    func show(json: Bool) throws {
        guard !json else { return try Connection.printJSON(all) }
        print(Table.text([Check.header] + all.map(\.cells)))
    }

    /// Ends the command where something is off.
    func demand(_ what: String) throws {
        guard wrong == 0 else {
            throw Failure.refused("\(wrong) of \(all.count) checks found something. \(what)")
        }
    }
}

/// What is looked at in a backup's files, and in the database that came of them.
struct BackupComparison: Sendable {
    let folder: BackupFolder
    let manifest: BackupManifest

    /// Names each file that isn't what the manifest says.
    func files() throws -> String {
        var faults: [BackupFault] = []
        for file in manifest.files {
            guard FileManager.default.fileExists(atPath: folder.file(file.name)) else {
                faults.append(BackupFault("file-missing", file.name))
                continue
            }
            let found = try folder.described(file.name)
            if found.bytes != file.bytes {
                faults.append(
                    BackupFault(
                        "file-cut", "\(file.name) has \(found.bytes) of \(file.bytes) bytes"))
            } else if found.sha256 != file.sha256 {
                faults.append(BackupFault("file-changed", "\(file.name): its SHA-256 differs"))
            }
        }
        try Self.throwing(faults)
        let lines = try RedactionLogFile.read(folder.file(BackupFolder.redactions)).count
        guard lines == manifest.redactions else {
            throw BackupFault("redactions-differ", "\(lines) of \(manifest.redactions) are there")
        }
        let bytes = manifest.files.map(\.bytes).reduce(0, +)
        return "\(manifest.files.count) files, \(bytes) bytes: digests hold"
    }

    func restored(by dump: Dump, into database: String) async throws -> String {
        do {
            try await dump.restore(folder.file(BackupFolder.dump), into: database)
            return "pg_restore took all of it"
        } catch let failed as PostgresPrograms.Failed {
            throw BackupFault("dump-unreadable", failed.said)
        }
    }

    /// `fresh`: what the migrations make by themselves; nil where nothing could be compared.
    func schema(_ found: String, fresh: String) throws -> String {
        guard found == manifest.schema else {
            throw BackupFault("schema-differs", "it isn't what was dumped")
        }
        guard found == fresh else {
            throw BackupFault("schema-differs", "the migrations make another")
        }
        return "grants and policies too: what \(manifest.facts.migrations.count) migrations make"
    }

    func facts(_ found: DatabaseFacts) throws -> String {
        try Self.throwing(found.differences(from: manifest.facts).map(BackupFault.init))
        let rows = found.rows.values.reduce(0, +)
        return "\(rows) rows of \(found.rows.count) tables, \(found.heads.count) heads: as noted"
    }

    /// One fault of several: the first one's name, and what each says.
    static func throwing(_ faults: [BackupFault]) throws {
        guard let first = faults.first else { return }
        throw BackupFault(first.code, faults.map(\.detail).joined(separator: "; "))
    }

    static func chains(of records: Records, by name: String, at now: Date) async throws -> String {
        var (chains, links, faults) = (0, 0, [BackupFault]())
        for school in try await records.institutions() {
            let found = try await records.verify(
                by: Actor(
                    institution: school.id, identity: .operator(name),
                    requestID: Connection.requestID()), at: now)
            chains += found.chains.count
            for chain in found.chains {
                links += Int(chain.links)
                guard let first = chain.firstBreak else { continue }
                faults.append(
                    BackupFault(
                        "chain-broken",
                        "\(chain.subject.name) of \(school.slug) at \(first.sequence): "
                            + first.reason.rawValue))
            }
        }
        try throwing(faults)
        return "\(chains) walked, \(links) links hold"
    }
}

extension Verification.Subject {
    fileprivate var name: String {
        switch self {
        case .audit: "the record"
        case .grades(let offering): "the grades of \(offering)"
        }
    }
}

extension BackupFault {
    fileprivate init(_ difference: DatabaseFacts.Difference) {
        switch difference {
        case .migration(let number):
            self.init("migrations-differ", "migration \(number) isn't the one that is noted")
        case .rows(let table, let expected, let found):
            self.init(
                "rows-differ",
                "\(table) has \(found.map(String.init) ?? "no") rows, noted are "
                    + (expected.map(String.init) ?? "none"))
        case .head(let chain):
            self.init("head-differs", "\(chain) doesn't end as noted")
        case .unsealed(let expected, let found):
            self.init("rows-differ", "\(found) lines aren't sealed, noted are \(expected)")
        }
    }
}
