package import Domain
package import Foundation
import Postgres

/// What became of one learner's grade between an export and another one, or the present.
package struct GradeChange: Sendable, Equatable {
    package let enrollment: ID<Enrollment>
    package let name: String
    /// Nil: the earlier one doesn't hold them.
    package let exported: CourseGrade?
    /// Nil: no grade holds, or the later one doesn't hold them.
    package let current: CourseGrade?
    /// Where the ledger holds the latest entry; nil where it holds none.
    package let sequence: Int64?
    /// Of the grade by hand that holds, else of the latest entry.
    package let reason: GradeEntry.Reason?
    /// An approval stands behind the grade as it is now.
    package let isApproved: Bool
}

extension Records {
    /// Learners whose grade differs between two exports of an offering, whichever was first.
    package func gradeChanges(
        from id: ID<Export>, to other: ID<Export>, by actor: Actor
    ) async throws -> [GradeChange] {
        let rows = try await read(
            actor.institution, Export.one(id, actor), Export.one(other, actor),
            ExportLine.statement(id, actor.institution, "ORDER BY person.chosen_name"),
            ExportLine.statement(other, actor.institution, "ORDER BY person.chosen_name"))
        let (one, two) = (try rows[0].one(), rows[1].first)
        try Policy.check(.readExport, by: actor, Ties(offering: one))
        guard let two, try Export(two).offering == Export(one).offering else {
            throw Invalid("?to", "unknown", "Name an export of the same offering.")
        }
        return Self.differences(
            try rows[2].map(ExportLine.init), try rows[3].map(ExportLine.init))
    }

    /// Learners of the export for whom another grade holds now, or none, or an unapproved one.
    package func gradeChanges(
        since id: ID<Export>, by actor: Actor, at now: Date
    ) async throws -> [GradeChange] {
        let frozen = try await read(
            actor.institution, Export.one(id, actor),
            ExportLine.statement(
                id, actor.institution, "ORDER BY person.chosen_name, line.enrollment_id"))
        try Policy.check(.readExport, by: actor, Ties(offering: frozen[0].one()))
        let lines = try frozen[1].map(ExportLine.init)
        let choice = LearnerChoice(
            offering: try Export(frozen[0].one()).offering, enrollments: lines.map(\.enrollment))
        let statements = choice.statements(actor)
        let rows = try await read(
            actor.institution, statements[0], statements[1], statements[2])
        let present = Dictionary(
            uniqueKeysWithValues: try CourseGradeRecord.all(rows, at: now).map {
                ($0.enrollment, $0)
            })
        return lines.compactMap { GradeChange($0, present[$0.enrollment]) }
    }

    private static func differences(
        _ before: [ExportLine], _ after: [ExportLine]
    ) -> [GradeChange] {
        let later = Dictionary(uniqueKeysWithValues: after.map { ($0.enrollment, $0) })
        let known = Set(before.map(\.enrollment))
        let gone = before.compactMap { line -> GradeChange? in
            let other = later[line.enrollment]
            guard other?.grade != line.grade else { return nil }
            return GradeChange(line.enrollment, line.name, from: line.grade, to: other)
        }
        let added = after.filter { !known.contains($0.enrollment) }
        return gone + added.map { GradeChange($0.enrollment, $0.name, from: nil, to: $0) }
    }
}

extension GradeChange {
    fileprivate init(
        _ enrollment: ID<Enrollment>, _ name: String, from: CourseGrade?, to line: ExportLine?
    ) {
        self.init(
            enrollment: enrollment, name: name, exported: from, current: line?.grade,
            sequence: line?.sequence, reason: nil, isApproved: line != nil)
    }

    /// Nil where what was exported holds, and is approved. Someone who dropped has no record.
    fileprivate init?(_ line: ExportLine, _ record: CourseGradeRecord?) {
        let current: CourseGrade? =
            if case .grade(let grade, _) = record?.candidate { grade } else { nil }
        let isApproved = record?.isApproved ?? false
        guard current != line.grade || !isApproved else { return nil }
        let latest = record?.standing.recorded.last
        self.init(
            enrollment: line.enrollment, name: line.name, exported: line.grade, current: current,
            sequence: latest?.sequence,
            reason: record?.standing.byHand?.reason ?? latest?.entry.reason,
            isApproved: isApproved)
    }
}
