package import Foundation

/// A frozen, hashed copy of grades in a named format, with a life of its own.
package struct Export: Sendable, Equatable {
    package enum Format: String, Sendable, Codable, CaseIterable {
        case csv, json
        /// As the section's registrar takes it: see `RegistrarTemplate`.
        case registrar
    }

    package enum State: String, Sendable, Codable, CaseIterable {
        case made, sent, accepted, rejected
    }

    package let id: ID<Export>
    package let offering: ID<Offering>
    package let section: ID<Section>?
    package let format: Format
    /// In which the text of its content is written.
    package let encoding: RegistrarTemplate.Encoding
    package let lines: Int
    /// The ledger as it was at this entry.
    package let ledgerSequence: Int
    package let digest: [UInt8]
    /// Nil for an operator, whom the audit names.
    package let madeBy: ID<Person>?
    package let madeAt: Date
    package internal(set) var state: State

    package init(
        id: ID<Export>, offering: ID<Offering>, section: ID<Section>?, format: Format,
        encoding: RegistrarTemplate.Encoding = .utf8, lines: Int, ledgerSequence: Int,
        digest: [UInt8], madeBy: ID<Person>?, madeAt: Date,
        state: State = .made
    ) {
        self.id = id
        self.offering = offering
        self.section = section
        self.format = format
        self.encoding = encoding
        self.lines = lines
        self.ledgerSequence = ledgerSequence
        self.digest = digest
        self.madeBy = madeBy
        self.madeAt = madeAt
        self.state = state
    }
}
