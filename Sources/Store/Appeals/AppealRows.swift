import Crypto
import Domain
import Foundation
import Postgres

// The answers to `AppealFacts`, in their order.

extension AppealPacket.Place {
    init(_ rows: [Rows]) throws {
        let school = try rows[0].one()
        let offering = try OfferingRecord(rows[1].one())
        let enrollment = try rows[3].one()
        let section: ID<Section>? = try enrollment["section_id"]
        self.init(
            institution: Institution(
                id: try school["id"], slug: try school["slug"], name: try school["name"],
                zone: try school["zone"]),
            course: offering.course, offering: offering.offering,
            section: offering.sections.first { $0.id == section },
            learner: try PersonRecord(rows[2].one()).person,
            enrollmentState: try enrollment["state"])
    }
}

extension AppealPacket.Time {
    init(_ rows: [Rows], of assignment: Assignment) throws {
        self.init(
            policies: try rows[0].map {
                .init(try LatePolicy(policy: $0), by: try $0["set_by"], at: try $0["set_at"])
            },
            extensions: try rows[1].map {
                .init(try Extension($0), by: try $0["granted_by"], at: try $0["granted_at"])
            },
            excuses: try rows[2].map {
                .init(
                    try $0["reason_code"], by: try $0["granted_by"], at: try $0["granted_at"])
            },
            accommodations: try rows[3].map {
                .init(
                    try Accommodation($0), by: try $0["granted_by"], at: try $0["granted_at"])
            },
            outages: try rows[4].map { try Outage($0, of: assignment.offering) }.reversed())
    }
}

extension Extension {
    fileprivate init(_ row: Row) throws {
        self.init(
            dueAt: try row["due_at"], closesAt: try row["closes_at"],
            reason: try row["reason_code"], grantedAt: try row["granted_at"])
    }
}

extension Accommodation {
    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row["id"], timeFactor: try row["time_factor_thousandths"],
            until: try row["until"], grantedAt: try row["granted_at"],
            endedAt: try row["ended_at"])
    }
}

extension AppealPacket.HandedIn {
    init(_ row: Row) throws {
        let submission = try Submission(row)
        let salt: [UInt8] = try row["salt"]
        let body: String = try row["body"]
        let redactedAt: Date? = try row["redacted_at"]
        self.init(
            submission: submission, body: body, aiUse: try row["ai_use"], redactedAt: redactedAt,
            integrity: AppealPacket.Integrity(
                redactedAt: redactedAt,
                holds: Array(SHA256.hash(data: salt + Array(body.utf8))) == submission.digest))
    }
}

extension AppealPacket.FieldNoted {
    init(_ row: Row) throws {
        self.init(
            visitedOn: try row["visited_on"], observed: try row["observed"],
            thought: try row["thought"])
    }
}

extension AppealPacket.Shown {
    init(_ row: Row) throws {
        let openedAt: Date? = try row["opened_at"]
        let withdrawnAt: Date? = try row["withdrawn_at"]
        let withdrawnBy: ID<Person>? = try row["withdrawn_by"]
        var withdrawal: ReleasedFeedback.Withdrawal?
        if let withdrawnAt, let withdrawnBy {
            withdrawal = ReleasedFeedback.Withdrawal(
                withdrawnBy: withdrawnBy, withdrawnAt: withdrawnAt,
                hadBeenOpened: openedAt.map { $0 <= withdrawnAt } ?? false)
        }
        let released = try ReleasedFeedback(row, withdrawal: withdrawal)
        let digest: [UInt8] = try row["digest"]
        let redactedAt: Date? = try row["redacted_at"]
        let found = ReleasedCopy.digest(
            try row["salt"], released.content, try row["outcome"])
        self.init(
            released: released, releasedBy: try row["released_by"], digest: digest,
            redactedAt: redactedAt,
            integrity: AppealPacket.Integrity(redactedAt: redactedAt, holds: found == digest))
    }
}

extension AppealPacket.Grades {
    init(_ rows: [Rows]) throws {
        let events = try Dictionary(grouping: rows[4]) { row -> ID<Export> in
            try row["export_id"]
        }
        self.init(
            rules: try rows[0].map {
                let rule: JSON<GradeRule> = try $0["rule"]
                return .init(
                    AppealPacket.Rule(number: try $0["number"], rule: rule.value),
                    by: try $0["set_by"], at: try $0["set_at"])
            },
            ledger: try rows[1].map(AppealPacket.LedgerLine.init),
            approvals: try rows[2].map {
                .init(
                    AppealPacket.Approval(
                        sequence: try $0["ledger_seq"], grade: try $0["grade"],
                        ruleNumber: try $0["grade_rule_number"]),
                    by: try $0["approved_by"], at: try $0["approved_at"])
            },
            exports: try rows[3].map { row in
                try AppealPacket.ExportedLine(row, events[row["id"]] ?? [])
            })
    }
}

extension AppealPacket.LedgerLine {
    fileprivate init(_ row: Row) throws {
        let link = ChainLink(
            sequence: try row["seq"], entry: try row["entry"], previous: try row["previous"],
            digest: try row["digest"])
        self.init(
            link, before: try row["before"], after: try row["after"],
            isPlaced: GradeEntry.places(
                link.entry, offering: try row["offering_id"],
                enrollment: try row["enrollment_id"], assignment: try row["assignment_id"],
                recordedAt: try row["recorded_at"]),
            chain: .stored)
    }
}

extension AppealPacket.ExportedLine {
    fileprivate init(_ row: Row, _ events: [Row]) throws {
        let bytes: [UInt8] = try row["entry"]
        self.init(
            export: try Export(row), sequence: try row["line_seq"],
            entry: GradeEntry(canonical: bytes), contentHolds: try row["content_holds"],
            registrarID: try row["registrar_id"], rejection: try row["rejection"],
            events: try events.map {
                .init(
                    try $0["state"], by: try $0["recorded_by"], at: try $0["recorded_at"])
            })
    }
}
