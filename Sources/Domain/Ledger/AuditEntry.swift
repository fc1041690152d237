package import Foundation

/// A line of the record: who did what with which thing, and when. Ids, codes and numbers, never
/// anybody's text.
package struct AuditEntry: Sendable, Equatable {
    package let id: ID<AuditEntry>
    package let institution: ID<Institution>
    package let at: Date
    /// Nil for an operator, and where nobody was signed in.
    package let person: ID<Person>?
    /// Of the admin tool, by name.
    package let operatorName: String?
    /// `noun.verb_in_the_past`.
    package let action: String
    package let subject: UUID?
    package let requestID: String?
    package let detail: [String: String]

    package init(
        id: ID<AuditEntry>, institution: ID<Institution>, at: Date, person: ID<Person>?,
        operatorName: String?, action: String, subject: UUID?, requestID: String?,
        detail: [String: String]
    ) {
        self.id = id
        self.institution = institution
        self.at = at
        self.person = person
        self.operatorName = operatorName
        self.action = action
        self.subject = subject
        self.requestID = requestID
        self.detail = detail
    }

    /// The bytes that a seal hashes, version 1: these fields, then the details by key.
    package var canonical: [UInt8] {
        let fields: [(String, String)] = [
            ("v", "1"),
            ("institution", institution.description),
            ("id", id.description),
            ("at_us", CanonicalText.microseconds(at)),
            ("person", person?.description ?? ""),
            ("operator", CanonicalText.escaped(operatorName ?? "")),
            ("action", CanonicalText.escaped(action)),
            ("subject", subject?.text ?? ""),
            ("request", CanonicalText.escaped(requestID ?? "")),
        ]
        let details = detail.map {
            ("detail." + CanonicalText.escaped($0), CanonicalText.escaped($1))
        }
        return CanonicalText.bytes(fields + details.sorted { $0.0 < $1.0 })
    }
}
