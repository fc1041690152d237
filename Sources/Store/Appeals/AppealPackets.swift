import Crypto
package import Domain
package import Foundation
import Postgres

/// A packet as one file. Its digest stands in the record.
package struct AppealFile: Sendable, Equatable {
    package let bytes: [UInt8]
    /// SHA-256 of the bytes.
    package let digest: [UInt8]
}

extension Records {
    /// Everything that bears on an assignment, packed for those who decide an appeal: one act for a
    /// reason, which stands in the record of the packet and of each text that it opens.
    ///
    /// `packing` turns the packet into the file's bytes with the SHA-256 that it is handed; it may
    /// run more than once. The packet is of one moment: it holds the assignment and the ledger as
    /// those do who write them.
    package func appealPacket(
        of id: ID<Assignment>, reason: OpeningReason, by actor: Actor, at now: Date,
        packing: @Sendable (AppealPacket, LedgerChain.SHA256) throws -> [UInt8]
    ) async throws -> AppealFile {
        try await act(by: actor, at: now) { act in
            let row = try await act.run(AssignmentRecord.locked(id, actor)).one()
            try Policy.check(.openAppeal, by: actor, Ties(work: row))
            let assignment = try Assignment(row)
            try await act.lockHeads(of: [assignment.offering])
            let packet = try await act.packet(
                of: assignment, community: try row["community_name"], for: reason)
            let bytes = try packing(packet) { Array(SHA256.hash(data: $0)) }
            let file = AppealFile(bytes: bytes, digest: Array(SHA256.hash(data: bytes)))
            try act.audit(
                "appeal.packet_made", id,
                ["reason": reason.rawValue, "digest": Hex.text(file.digest)])
            try act.audit(
                "submission.opened",
                each: packet.submissions.map { ($0.submission.id, ["reason": reason.rawValue]) })
            if !packet.fieldNotes.isEmpty {
                try act.audit("field_note.opened", id, ["reason": reason.rawValue])
            }
            return file
        }
    }
}

extension Act {
    fileprivate func packet(
        of assignment: Assignment, community: String?, for reason: OpeningReason
    ) async throws -> AppealPacket {
        let facts = AppealFacts(assignment: assignment, actor: actor, now: now)
        let place = try AppealPacket.Place(try await run(facts.place))
        let exploration = try ExplorationRecord(
            try await run(ExplorationRecord.one(assignment.exploration, actor)).one()
        ).exploration
        let time = try AppealPacket.Time(
            try await run(facts.time(since: exploration.opensAt)), of: assignment)
        let texts = try await run(facts.texts)
        let feedback = try texts[1].map(AppealPacket.Shown.init)
        let versions = Set(
            feedback.compactMap(\.released.rubricVersion)
                + [exploration.rubricVersion].compactMap(\.self))
        let grades = try AppealPacket.Grades(try await run(facts.grades))
        let rubrics = try Rubric.all(try await run(facts.rubrics(versions)))
        var packet = AppealPacket(
            making: AppealPacket.Making(
                reason: reason, by: actor.person, operatorName: actor.operatorName, at: now),
            place: place,
            work: AppealPacket.Work(
                exploration: exploration, assignment: assignment, community: community),
            time: time, submissions: try texts[0].map(AppealPacket.HandedIn.init),
            fieldNotes: try texts[2].map(AppealPacket.FieldNoted.init),
            rubrics: rubrics.flatMap { $0.said(versions) }, feedback: feedback, grades: grades)
        for row in try await run(facts.names(packet.people)) {
            packet.names[try row["id"]] = try row["chosen_name"]
        }
        return packet
    }
}

extension Rubric {
    fileprivate func said(_ wanted: Set<ID<RubricVersion>>) -> [AppealPacket.RubricSaid] {
        versions.filter { wanted.contains($0.id) }
            .map { AppealPacket.RubricSaid(title: title, version: $0) }
    }
}
