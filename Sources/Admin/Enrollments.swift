import ArgumentParser
import Domain
import Foundation
import Store

extension EnrollmentState: ExpressibleByArgument {}

/// `enrollment set`.
struct Enrollments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrollment", abstract: "Who takes part in an offering, and how.",
        subcommands: [Set.self])

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes on what the registrar says of one person, from a day on.",
            discussion: """
                Someone who isn't in the offering is enrolled; who is gets the new state or \
                section, and the history keeps what was before. Due times move with it.
                """)

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "The offering's id.") var offering: String
        @Argument(help: "Their address.") var person: String
        @Argument(help: "enrolled, added_late, dropped, withdrawn, on_leave or auditing.")
        var state: EnrollmentState
        @Option(help: "Their section, as 2271/10432; else the one that they are in.")
        var section: String?
        @Option(help: "Whom to enroll: learner, instructor or coordinator.")
        var role = Role.learner
        @Option(help: "From this day on, as in 2027-02-24; else today in the offering's zone.")
        var effective: String?

        func run() async throws {
            let id: ID<Offering> = try .read(offering)
            let day = try effective.map { try Day.read($0) }
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let offering = try await records.offering(id, by: actor)
                let section = try section.map { try Self.section($0, of: offering) }
                let found = try await records.person(email: person, by: actor).person
                let known = try await everything {
                    try await records.enrollments(of: id, by: actor, $0)
                }.first { $0.enrollment.person == found.id }?.enrollment
                let from =
                    day ?? Day(of: .now, in: TimeZone(identifier: offering.offering.zone) ?? .gmt)
                if let known {
                    try await records.change(
                        known.id, to: state, section: section ?? known.section,
                        effectiveOn: from, version: known.version, by: actor, at: .now)
                } else {
                    _ = try await records.enroll(
                        found.id, as: role, in: id, section: section, state: state,
                        startsOn: from, by: actor, at: .now)
                }
                try acting.connection.report(
                    "\(found.chosenName) is \(state.rawValue) from \(from) on.",
                    ["person_id": found.id], dryRun: writing.dryRun)
            }
        }

        private static func section(
            _ name: String, of offering: OfferingRecord
        ) throws -> ID<Section> {
            guard let found = offering.sections.first(where: { $0.content.name.text == name })
            else {
                let known = offering.sections.map(\.content.name.text).joined(separator: ", ")
                throw Failure.refused("The offering has no section \(name). It has: \(known)")
            }
            return found.id
        }
    }
}
