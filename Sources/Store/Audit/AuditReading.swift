package import Domain
package import Foundation
import Postgres

/// Which lines of the record are wanted; what isn't given doesn't narrow.
package struct AuditFilter: Sendable, Equatable {
    package var subject: UUID?
    package var person: ID<Person>?
    /// A part of the chosen name, or of the registrar's id, of who acted.
    package var name: String?
    package var operatorName: String?
    /// How the action begins, as `export.` or `grade.approved`.
    package var action: String?
    package var from: Date?
    /// Not included.
    package var to: Date?

    package init(
        subject: UUID? = nil, person: ID<Person>? = nil, name: String? = nil,
        operatorName: String? = nil, action: String? = nil, from: Date? = nil, to: Date? = nil
    ) {
        self.subject = subject
        self.person = person
        self.name = name
        self.operatorName = operatorName
        self.action = action
        self.from = from
        self.to = to
    }
}

/// A line of the record, and its place in the chain; nil until the job has sealed it.
package struct AuditRecord: Sendable, Equatable {
    package let entry: AuditEntry
    /// The chosen name of who acted; nil for an operator, and once they are erased.
    package let name: String?
    package let sealedAs: Int64?
}

extension Records {
    /// The record of the institution, the newest first.
    package func audit(
        _ filter: AuditFilter = AuditFilter(), by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<AuditRecord> {
        try Policy.check(.readAudit, by: actor)
        let before = try page.id()
        let rows = try await read(
            actor.institution,
            """
            SELECT \(AuditEntry.columns), seal.seq, person.chosen_name FROM audit
            LEFT JOIN person ON person.institution_id = audit.institution_id
                AND person.id = audit.person_id
            LEFT JOIN audit_seal seal ON seal.institution_id = audit.institution_id
                AND seal.audit_id = audit.id
            WHERE audit.institution_id = \(actor.institution) AND \(filter.conditions)
                \(filter.name.map(Person.matching) ?? "")
                AND audit.id < \(before ?? .ones)
            ORDER BY audit.id DESC LIMIT \(page.limit + 1)
            """)
        let records = try rows[0].map {
            AuditRecord(
                entry: try AuditEntry($0), name: try $0["chosen_name"], sealedAs: try $0["seq"])
        }
        return Page(records, of: page) { [$0.entry.id.description] }
    }

    /// Records that something was refused, in a write of its own: what was refused left nothing.
    ///
    /// `code` is the refusal's public name, `route` the route with its parameters' names.
    package func recordRefusal(
        _ code: String, route: String, subject: UUID? = nil, by actor: Actor, at now: Date
    ) async throws {
        let id: ID<AuditEntry> = newID(at: now)
        try await write(
            actor.institution,
            [
                try Act.auditRow(
                    "request.refused", subject, ["code": code, "route": route], by: actor, at: now,
                    id: id.rawValue)
            ])
    }
}

extension AuditFilter {
    /// Ids begin with the millisecond: times are conditions on the primary key as well.
    fileprivate var conditions: SQL {
        var all: [SQL] = ["TRUE"]
        if let subject { all.append("audit.subject_id = \(subject)") }
        if let person { all.append("audit.person_id = \(person)") }
        if let operatorName { all.append("audit.operator = \(operatorName)") }
        if let action { all.append("starts_with(audit.action, \(action))") }
        if let from { all.append("audit.at >= \(from) AND audit.id >= \(UUID(firstAt: from))") }
        if let to {
            let after = to.addingTimeInterval(0.001)
            all.append("audit.at < \(to) AND audit.id < \(UUID(firstAt: after))")
        }
        return all.joined(separator: " AND ")
    }
}

extension AuditEntry {
    static let columns: SQL = """
        audit.institution_id, audit.id, audit.at, audit.person_id, audit.operator, audit.action,
        audit.subject_id, audit.request_id, audit.detail::text AS detail
        """

    init(_ row: Row) throws {
        self.init(
            id: try row["id"], institution: try row["institution_id"], at: try row["at"],
            person: try row["person_id"], operatorName: try row["operator"],
            action: try row["action"], subject: try row["subject_id"],
            requestID: try row["request_id"], detail: Self.detail(try row["detail"]))
    }

    /// Details are texts by name. Whatever else stands there wasn't written by the service, and is
    /// kept visible and unsealable.
    private static func detail(_ text: String) -> [String: String] {
        let parsed = try? JSON<[String: String]>(postgresText: text)  // Else it is shown as it is.
        return parsed?.value ?? ["": text]
    }
}

extension UUID {
    /// Behind every other.
    static let ones = UUID(
        uuid: (255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))

    /// Not behind any UUIDv7 of that millisecond or a later one.
    init(firstAt time: Date) {
        let milliseconds = Int64(max(0, (time.timeIntervalSince1970 * 1000).rounded(.down)))
        let bytes = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * $0)) }
        self.init(
            uuid: (
                bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], 0, 0, 0, 0, 0, 0, 0, 0,
                0, 0
            ))
    }
}
