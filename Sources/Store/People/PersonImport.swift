package import Domain
package import Foundation
import Postgres

/// What an import of people did with one line, or would do.
package struct PersonImportRow: Sendable, Equatable {
    package enum Fate: String, Sendable, Codable {
        case new, changed, unchanged, refused
    }

    package let line: Int
    package let email: String
    package let fate: Fate
    /// Why it was refused.
    package let reason: String?
}

extension Records {
    /// Takes the lines of a file as accounts; people are known by their address. Nobody is deactivated
    /// for not being in it. Lines that are refused don't hinder the others; the same file twice
    /// changes nothing the second time.
    package func importPeople(
        _ lines: [Person.Line], by actor: Actor, at now: Date
    ) async throws -> [PersonImportRow] {
        try Policy.check(.managePeople, by: actor)
        return try await act(by: actor, at: now) { act in
            var known = try await act.lockedPeople(of: lines)
            return try lines.map { line in
                let old = known.byEmail[line.email]
                let content = line.content(over: old?.content)
                if let reason = known.refusal(of: content, old) {
                    return PersonImportRow(
                        line: line.line, email: line.email, fate: .refused, reason: reason)
                }
                let fate = try act.take(content, over: old)
                if let id = content.registrarID { known.byRegistrarID[id] = line.email }
                return PersonImportRow(
                    line: line.line, email: line.email, fate: fate, reason: nil)
            }
        }
    }
}

/// Who has an address or a registrar's id of the file.
private struct KnownPeople {
    var byEmail: [String: PersonRecord] = [:]
    /// Whose address goes with an id.
    var byRegistrarID: [String: String] = [:]

    func refusal(of content: Person.Content, _ old: PersonRecord?) -> String? {
        do throws(Invalid) {
            try content.check()
        } catch {
            return error.faults.map(\.detail).joined(separator: " ")
        }
        guard let id = content.registrarID, let holder = byRegistrarID[id],
            holder != content.email
        else { return nil }
        return "The registrar's id \(id) is \(holder)'s. Correct one of them."
    }
}

extension Act {
    /// Imports of one institution wait for each other, and for those of rosters.
    fileprivate func lockedPeople(of lines: [Person.Line]) async throws -> KnownPeople {
        let rows = try await run([
            "SELECT pg_advisory_xact_lock(hashtextextended(\("roster \(institution)"), 0))",
            """
            SELECT \(PersonRecord.columns) FROM person
            WHERE person.institution_id = \(institution)
                AND (email = ANY(\(lines.map(\.email))::text[])
                    OR registrar_id = ANY(\(lines.compactMap(\.registrarID))::text[]))
            ORDER BY person.id FOR NO KEY UPDATE OF person
            """,
        ])[1]
        var known = KnownPeople()
        for record in try rows.map(PersonRecord.init) {
            known.byEmail[record.person.email] = record
            if let id = record.person.registrarID {
                known.byRegistrarID[id] = record.person.email
            }
        }
        return known
    }

    fileprivate func take(
        _ content: Person.Content, over old: PersonRecord?
    ) throws -> PersonImportRow.Fate {
        guard let old else {
            let id: ID<Person> = newID()
            for statement in [content.insert(id, self)] + content.appoint(id, self) {
                queue(statement)
            }
            try audit("person.added", id, ["roles": content.rolesText])
            return .new
        }
        guard content != old.content else { return .unchanged }
        let id = old.person.id
        for statement in [content.update(id, self)] + content.appoint(id, self) {
            queue(statement)
        }
        try auditEdit(id, from: old.content, to: content)
        return .changed
    }
}
