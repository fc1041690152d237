package import Domain
package import Foundation
import Postgres

/// A row that the registrar did not take, by the id that was sent, with what the registrar said.
package struct RejectedRow: Sendable, Equatable {
    package let registrarID: String
    package let said: String

    package init(registrarID: String, said: String) {
        self.registrarID = registrarID
        self.said = said
    }
}

/// What became of an export, when and by whom.
package struct ExportEvent: Sendable, Equatable {
    package let state: Export.State
    package let at: Date
    /// The chosen name; nil for an operator.
    package let name: String?
}

extension Records {
    /// In the order of its life.
    package func exportEvents(of id: ID<Export>, by actor: Actor) async throws -> [ExportEvent] {
        let rows = try await read(
            actor.institution, Export.one(id, actor),
            """
            SELECT event.state, event.recorded_at, person.chosen_name FROM export_event event
            LEFT JOIN person ON person.institution_id = event.institution_id
                AND person.id = event.recorded_by
            WHERE event.institution_id = \(actor.institution) AND event.export_id = \(id)
            ORDER BY event.recorded_at, event.id
            """)
        try Policy.check(.readExport, by: actor, Ties(offering: rows[0].one()))
        return try rows[1].map {
            ExportEvent(
                state: try $0["state"], at: try $0["recorded_at"], name: try $0["chosen_name"])
        }
    }

    /// What the office did with an export, or the registrar answered. A rejection may name the rows
    /// that weren't taken: the others were. Without rows none was.
    ///
    /// What was taken while another grade has been approved since makes a change of grade at once.
    package func recordExportState(
        _ state: Export.State, of id: ID<Export>, rows: [RejectedRow] = [], by actor: Actor,
        at now: Date, once key: IdempotencyKey? = nil
    ) async throws {
        guard rows.isEmpty || state == .rejected else {
            throw Invalid("/rows", "unexpected", "Give rows with the state rejected.")
        }
        _ = try await once(key, by: actor, at: now) { act in
            let row = try await act.run([Export.one(id, actor)])[0].one()
            try Policy.check(.recordExportState, by: actor, Ties(offering: row))
            // The head stands for all exports of the offering: their own rows never change.
            let offering: ID<Offering> = try row["offering_id"]
            try await act.lockHeads(of: [offering])
            var export = try Export(try await act.run([Export.one(id, actor)])[0].one())
            try export.move(to: state)
            act.queue(export.event(act))
            if !rows.isEmpty { try await act.reject(rows, of: id) }
            try act.audit(
                "export.\(state.rawValue)", id, rows.isEmpty ? [:] : ["rows": "\(rows.count)"])
            if [.accepted, .rejected].contains(state) {
                try await act.makeChangesOfGrade(in: offering)
            }
            return id
        }
    }
}

extension Act {
    fileprivate func reject(_ rows: [RejectedRow], of export: ID<Export>) async throws {
        let known = Dictionary(
            try await lines(of: export).map { ($0.registrarID, $0.enrollment) },
            uniquingKeysWith: { first, _ in first })
        var seen: Set<String> = []
        var faults: [Invalid.Fault] = []
        for (place, row) in rows.enumerated() {
            guard let fault = row.fault(isKnown: known[row.registrarID] != nil, &seen) else {
                continue
            }
            faults.append(
                Invalid.Fault(
                    pointer: "/rows/\(place)/\(fault.field)", code: fault.code,
                    detail: fault.detail))
        }
        guard faults.isEmpty else { throw Invalid(faults) }
        queue(
            """
            INSERT INTO export_rejection (institution_id, export_id, enrollment_id, said)
            SELECT \(institution), \(export), line.enrollment, line.said
            FROM unnest(\(rows.compactMap { known[$0.registrarID] })::uuid[],
                \(rows.map(\.said))::text[]) AS line (enrollment, said)
            """)
    }
}

extension RejectedRow {
    fileprivate func fault(
        isKnown: Bool, _ seen: inout Set<String>
    ) -> (field: String, code: String, detail: String)? {
        guard isKnown else {
            return ("registrar_id", "unknown", "\(registrarID) stands on no line of this export.")
        }
        guard seen.insert(registrarID).inserted else {
            return ("registrar_id", "repeated", "\(registrarID) is named twice.")
        }
        return said.isAtMost(1000) ? nil : ("said", "length", "Give at most 1,000 characters.")
    }
}
