package import Foundation

/// All that an institution keeps about one person and may show to them.
///
/// What the staff have not released yet isn't in it, nor a secret, nor anybody else's name.
package struct Dossier: Sendable, Equatable {
    /// How many lines of one kind it holds, the newest first.
    package static let most = 10_000

    /// As everyone but the registrar sees it.
    package let name: String
    package let institution: String
    package let madeAt: Date
    package let parts: [Part]

    package init(name: String, institution: String, madeAt: Date, parts: [Part]) {
        self.name = name
        self.institution = institution
        self.madeAt = madeAt
        self.parts = parts
    }
}

extension Dossier {
    /// Lines of one kind.
    package struct Part: Sendable, Equatable {
        /// In lower case with hyphens: the file's name.
        package let name: String
        package let title: String
        package let lines: [Line]
        /// Older lines were left out.
        package let isCut: Bool

        package init(name: String, title: String, lines: [Line], isCut: Bool) {
            self.name = name
            self.title = title
            self.lines = lines
            self.isCut = isCut
        }
    }

    /// One thing that is kept: as JSON for programs, and field by field for people.
    package struct Line: Sendable, Equatable {
        package let json: String
        package let names: [String]
        package let values: [String]

        package init(json: String, names: [String], values: [String]) {
            self.json = json
            self.names = names
            self.values = values
        }
    }
}
