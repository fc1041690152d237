import ArgumentParser
import Domain
import Foundation
import Store

extension GradingBasis: ExpressibleByArgument {}

/// `offering add`, `copy`, `list` and `show`.
struct Offerings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offering", abstract: "The courses of a school, as they are offered.",
        subcommands: [Add.self, Copy.self, List.self, Show.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds an offering with one section, and its course where that is new.")

        @OptionGroup var acting: Acting
        @OptionGroup var writing: Writing
        @Argument(help: "Its title, as in \"Voices Online, spring 2027\".") var title: String
        @Option(help: "The code of its course, as in \"ELEC 742\".") var course: String
        @Option(name: .customLong("course-title"), help: "The course's title, if it is new.")
        var courseTitle: String?
        @Option(help: "Its first day, as in 2027-02-01.") var starts: String
        @Option(help: "Its last day.") var ends: String
        @Option(help: "Its time zone, as in America/New_York.") var zone: String
        @Option(help: "The registrar's code of the term.") var term: String
        @Option(name: .customLong("class"), help: "The registrar's number of the class.")
        var classNumber: String
        @Option(help: "Credits, as in 2.5.") var credits = "0"
        @Option(help: "pass_fail, honors, credit, letters or percent.")
        var basis = GradingBasis.passFail
        @Option(name: .customLong("grades-due"), help: "When the registrar wants the grades.")
        var gradesDue: String
        @Flag(help: "An example schedule, and labelled so.") var example = false

        func run() async throws {
            let content = try content()
            try await acting.act(dryRun: writing.dryRun) { records, actor in
                let id = try await records.createOffering(
                    content, of: Course.Content(code: course, title: courseTitle), by: actor,
                    at: .now)
                try acting.connection.report(
                    "Added \(title).", OfferingLine(id, course, content),
                    dryRun: writing.dryRun)
            }
        }

        private func content() throws -> Offering.Content {
            guard let credits = Points(credits) else {
                throw ValidationError("\(credits) is no number of credits.")
            }
            return Offering.Content(
                title: title, startsOn: try Day.read(starts), endsOn: try Day.read(ends),
                zone: zone,
                isExample: example,
                sections: [
                    Section.Content(
                        termCode: term, classNumber: classNumber, credits: credits,
                        gradingBasis: basis, gradesDueOn: try Day.read(gradesDue))
                ])
        }

    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the offerings, the latest first.")

        @OptionGroup var acting: Acting

        func run() async throws {
            try await acting.act { records, actor in
                let all = try await everything { try await records.offerings(by: actor, $0) }
                try acting.connection.show(all.map(OfferingLine.init))
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the sections of an offering.")

        @OptionGroup var acting: Acting
        @Argument(help: "Its id, as the list has it.") var offering: String

        func run() async throws {
            try await acting.act { records, actor in
                let record = try await records.offering(try ID.read(offering), by: actor)
                try acting.connection.show(record.sections.map(SectionLine.init))
            }
        }
    }
}

extension Day {
    /// A day that an operator typed.
    static func read(_ text: String) throws -> Day {
        guard let day = Day(text) else {
            throw ValidationError("\(text) is no day. Write it as 2027-02-01.")
        }
        return day
    }
}

extension ID {
    /// An id that an operator typed.
    static func read(_ text: String) throws -> Self {
        guard let id = ID(text) else { throw ValidationError("\(text) is no id.") }
        return id
    }
}

struct OfferingLine: Printed {
    static let header = ["COURSE", "TITLE", "STARTS", "ENDS", "ZONE", "SECTIONS", "ID"]
    let id: ID<Offering>
    let course: String
    let title: String
    let startsOn: Day
    let endsOn: Day
    let zone: String
    let isExample: Bool
    let sections: [String]

    init(_ record: OfferingRecord) {
        self.init(record.offering.id, record.course.code, record.content)
    }

    init(_ id: ID<Offering>, _ course: String, _ content: Offering.Content) {
        self.id = id
        self.course = course
        title = content.title
        startsOn = content.startsOn
        endsOn = content.endsOn
        zone = content.zone
        isExample = content.isExample
        sections = content.sections.map(\.name.text)
    }

    var cells: [String] {
        [
            course, title, startsOn.description, endsOn.description, zone,
            sections.isEmpty ? "-" : sections.joined(separator: ","), id.description,
        ]
    }
}

private struct SectionLine: Printed {
    static let header = ["SECTION", "CREDITS", "BASIS", "GRADES DUE", "REGISTRAR", "ID"]
    let id: ID<Section>
    let termCode: String
    let classNumber: String
    let credits: Points
    let gradingBasis: GradingBasis
    let gradesDueOn: Day
    let registrar: String

    init(_ section: Section) {
        id = section.id
        termCode = section.termCode
        classNumber = section.classNumber
        credits = section.credits
        gradingBasis = section.gradingBasis
        gradesDueOn = section.gradesDueOn
        registrar = section.registrar
    }

    var cells: [String] {
        [
            "\(termCode)/\(classNumber)", credits.description, gradingBasis.rawValue,
            gradesDueOn.description, registrar.isEmpty ? "-" : registrar, id.description,
        ]
    }
}
