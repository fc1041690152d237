extension AppealPacket {
    /// What was recorded of the assignment and of the course, and what left the house.
    package struct Grades: Sendable, Equatable {
        package let rules: [Recorded<Rule>]
        /// Of the assignment and of the course, in the ledger's order.
        package let ledger: [LedgerLine]
        package let approvals: [Recorded<Approval>]
        /// Exports that hold a grade of the learner, oldest first.
        package let exports: [ExportedLine]

        package init(
            rules: [Recorded<Rule>], ledger: [LedgerLine], approvals: [Recorded<Approval>],
            exports: [ExportedLine]
        ) {
            self.rules = rules
            self.ledger = ledger
            self.approvals = approvals
            self.exports = exports
        }

        var people: [ID<Person>?] {
            rules.map(\.by) + ledger.flatMap { [$0.entry?.recordedBy, $0.entry?.approvedBy] }
                + approvals.map(\.by)
                + exports.flatMap { [$0.export.madeBy] + $0.events.map(\.by) }
        }
    }

    /// A version of the section's rule.
    package struct Rule: Sendable, Equatable {
        package let number: Int
        package let rule: GradeRule

        package init(number: Int, rule: GradeRule) {
            self.number = number
            self.rule = rule
        }
    }

    /// An entry of the ledger, and whether it fits its neighbors.
    package struct LedgerLine: Sendable, Equatable {
        package let link: ChainLink
        /// Nil when the bytes can't be read.
        package let entry: GradeEntry?
        /// Nil when it holds.
        package let fault: ChainBreak.Reason?

        /// `before` is the digest of the entry before, `after` what the next entry or the head says
        /// of this one; nil where there is none. `isPlaced`: the columns say what the entry says.
        package init(
            _ link: ChainLink, before: [UInt8]?, after: [UInt8]?, isPlaced: Bool,
            chain: LedgerChain
        ) {
            self.link = link
            entry = GradeEntry(canonical: link.entry)
            let expected = chain.digest(
                previous: link.previous, sequence: link.sequence, entry: link.entry)
            fault =
                if before == nil { .gap } else if before != link.previous {
                    .previousDiffers
                } else if expected != link.digest { .digestDiffers } else if after != link.digest {
                    .headDiffers
                } else { isPlaced ? nil : .columnsDiffer }
        }
    }

    /// A course grade that the instructor of record stands behind.
    package struct Approval: Sendable, Equatable {
        package let sequence: Int64
        package let grade: String
        package let ruleNumber: Int

        package init(sequence: Int64, grade: String, ruleNumber: Int) {
            self.sequence = sequence
            self.grade = grade
            self.ruleNumber = ruleNumber
        }
    }

    /// The learner's line of an export.
    package struct ExportedLine: Sendable, Equatable {
        package let export: Export
        package let sequence: Int64
        /// The entry that the line was made of.
        package let entry: GradeEntry?
        /// The stored content still has the export's digest.
        package let contentHolds: Bool
        /// As the line named the learner.
        package let registrarID: String?
        /// What the registrar said of a line that was not taken.
        package let rejection: String?
        package let events: [Recorded<Export.State>]

        package init(
            export: Export, sequence: Int64, entry: GradeEntry?, contentHolds: Bool,
            registrarID: String?, rejection: String?, events: [Recorded<Export.State>]
        ) {
            self.export = export
            self.sequence = sequence
            self.entry = entry
            self.contentHolds = contentHolds
            self.registrarID = registrarID
            self.rejection = rejection
            self.events = events
        }
    }
}
