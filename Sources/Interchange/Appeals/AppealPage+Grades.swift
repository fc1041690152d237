import Domain
import Foundation

extension AppealPage {
    var grades: Markup {
        "\(rules)\(ledger)\(approvals)"
    }

    private var rules: Markup {
        .table(
            "Grade rules of the section", ["Number", "What it says", "Set by", "Set at"],
            packet.grades.rules.map {
                [
                    "\($0.value.number)", "\($0.value.rule.sentence)", "\(name($0.by))",
                    moment($0.at),
                ]
            })
    }

    private var ledger: Markup {
        .table(
            "Entries of the grade ledger",
            [
                "Entry", "Of", "Grade", "Reason", "How", "Recorded", "Approved by", "Digest",
                "Check",
            ],
            packet.grades.ledger.map { line in
                let entry = line.entry
                return [
                    "\(line.link.sequence)",
                    "\(entry.map { $0.assignment == nil ? "course" : "assignment" } ?? "–")",
                    "\(entry?.grade.canonical ?? "–")",
                    "\(entry?.reason.rawValue ?? "–")",
                    "\(entry.flatMap { packet.sentence(of: $0) } ?? "–")",
                    entry.map { "\(moment($0.recordedAt)) by \(name($0.recordedBy))" } ?? "–",
                    "\(entry?.approvedBy.map { name($0) } ?? "–")",
                    "<code>\(Hex.text(line.link.digest))</code>",
                    Self.said(line.fault),
                ]
            })
    }

    private static func said(_ fault: ChainBreak.Reason?) -> Markup {
        switch fault {
        case nil: "Holds, and fits the entries beside it."
        case .gap: "<strong>The entry before it is missing.</strong>"
        case .previousDiffers: "<strong>It names another entry before it.</strong>"
        case .digestDiffers: "<strong>The entry does not give its digest.</strong>"
        case .headDiffers: "<strong>What follows names another entry.</strong>"
        case .columnsDiffer: "<strong>The columns beside it say something else.</strong>"
        }
    }

    private var approvals: Markup {
        .table(
            "Approvals of the course grade",
            ["Entry", "Grade", "Rule", "Approved by", "Approved at"],
            packet.grades.approvals.map {
                [
                    "\($0.value.sequence)", "\($0.value.grade)", "\($0.value.ruleNumber)",
                    "\(name($0.by))", moment($0.at),
                ]
            })
    }

    var exports: Markup {
        .table(
            "Exports with a grade of this learner",
            ["Export", "Made", "Entry", "Grade", "What became of it", "Digest", "Check"],
            packet.grades.exports.map { line in
                let events = line.events.map {
                    "<li>\($0.value.rawValue) \(moment($0.at)) by \(name($0.by))</li>" as Markup
                }
                return [
                    "<code>\("\(line.export.id)")</code>",
                    "\(moment(line.export.madeAt)) by \(name(line.export.madeBy))",
                    "\(line.sequence)", "\(line.entry?.grade.canonical ?? "–")",
                    "<ul>\(events)</ul>\(rejection(line))",
                    "<code>\(Hex.text(line.export.digest))</code>",
                    line.contentHolds
                        ? "The stored content has this digest."
                        : "<strong>The stored content does not have this digest.</strong>",
                ]
            })
    }

    private func rejection(_ line: AppealPacket.ExportedLine) -> Markup {
        line.rejection.map { "<p>The registrar did not take this line: \($0)</p>" } ?? ""
    }
}
