package import Domain
import Postgres

/// The gradebook of an offering as one table, made while it is read: nobody holds all of it.
package struct GradebookFile: Sendable {
    private let records: Records
    private let offering: ID<Offering>
    private let actor: Actor
    /// Held for as long as the file is.
    private let place: Downloads.Place

    fileprivate init(
        _ offering: ID<Offering>, by actor: Actor, from records: Records, _ place: Downloads.Place
    ) {
        self.records = records
        self.offering = offering
        self.actor = actor
        self.place = place
    }

    /// Hands over the table in pieces, as CSV in UTF-8 without live formulas: a line of titles, then
    /// a line for each learner, by name.
    ///
    /// All of it is of one moment, at which the policy is asked once more. What throws after the
    /// first piece leaves a part of a table, which nobody must take for the whole.
    package func write(_ take: ([UInt8]) async throws -> Void) async throws {
        let end = ContinuousClock.now + Self.longest
        try await Records.translated {
            try await records.database.transaction(settings) { tx in
                let table = try await table(tx)
                for statement in [table.titles, table.lines] {
                    try await tx.copyOut(statement) { pieces in
                        for try await piece in pieces {
                            guard ContinuousClock.now < end else { throw TooLong() }
                            try await take(piece)
                        }
                    }
                }
            }
        }
    }

    /// The reader took longer than `longest`; it stands in the log.
    private struct TooLong: Error {}

    /// PostgreSQL's own limit doesn't count while it waits for a reader.
    private static let longest = Duration.seconds(600)

    private func table(_ tx: Transaction) async throws -> GradebookTable {
        let rows = try await tx.run(
            Records.offeringTies(actor, offering), GradebookTable.columns(of: offering, actor))
        try Records.check(.readGradebook, by: actor, rows[0])
        let isReader = try Ties(offering: rows[0].one()).enrolledAs == .instructor
        return GradebookTable(
            offering: offering, institution: actor.institution,
            columns: try rows[1].map { try GradebookTable.Column($0, isReadBlind: isReader) })
    }

    /// A reader may be slow, but not for ever: whoever takes nothing is for the connection to see.
    private var settings: LocalSettings {
        var settings = records.settings(of: actor.institution)
        settings.statementTimeout = Self.longest
        settings.deadline = .seconds(120)
        settings.isolation = .repeatableRead
        settings.isReadOnly = true
        // A hundred thousand learners take three seconds; compiling the statement took two more.
        settings.values["jit"] = "off"
        // One offering of many is taken for a row or two; all grades would then be walked through
        // anew for each learner.
        settings.values["enable_nestloop"] = "off"
        return settings
    }
}

extension Records {
    /// The gradebook as one file, for those who may read it page by page; it shows them the same.
    ///
    /// `Unavailable` while too many such files flow.
    package func gradebookFile(
        of offering: ID<Offering>, by actor: Actor
    ) async throws -> GradebookFile {
        let ties = try await read(actor.institution, Self.offeringTies(actor, offering))
        try Self.check(.readGradebook, by: actor, ties[0])
        return GradebookFile(
            offering, by: actor, from: self, try downloads.place(of: actor.institution))
    }
}
