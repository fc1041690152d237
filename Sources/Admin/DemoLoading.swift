import Domain
import Foundation
import Interchange
import Store

/// Makes the demo world through the same actions that its people would use, each at its time.
///
/// Each step looks first whether it was done: a load that was cut off goes on where it stopped, and
/// a second one changes nothing.
struct DemoLoading {
    /// Everyone's. It is public, as the demo is: never on a service that others reach.
    static let password = "example voices of spring"

    let records: Records
    let folder: SeedFolder
    private let operatorName: String

    var world: DemoWorld { folder.world }

    init(_ records: Records, _ folder: SeedFolder, by operatorName: String) {
        self.records = records
        self.folder = folder
        self.operatorName = operatorName
    }

    /// Whom to sign in as.
    var signIns: String {
        let people = world.people.map { person in
            let role = world.enrollments.first { $0.person == person.key }?.role.rawValue ?? ""
            return [person.email, person.chosenName, role]
        }
        return Table.text([["E-MAIL", "NAME", "ROLE"]] + people)
            + "\nInstitution “\(world.institution.slug)”, password “\(Self.password)” for all. "
            + "All of them are fiction."
    }

    func run(at now: Date) async throws {
        let school = try await school(at: now)
        let clerk = actor(.operator(operatorName), at: school)
        try await folder.load(into: records, by: clerk, at: now)
        try await listContacts(by: clerk, at: now)
        let people = try await self.people(by: clerk, at: now)
        let calendar = try DemoCalendar(world, at: now)
        let offering = try await offering(calendar, by: clerk)
        let cast = DemoCast(school: school, people: people, offering: offering)
        try await enroll(cast, calendar, by: clerk)
        try await DemoCourse(self, cast, calendar).run()
        // Its acts are weeks old, and the service seals what is recent.
        try await records.sealAudit(of: school, .everything, at: now)
    }

    func actor(_ identity: Actor.Identity, at school: ID<Institution>) -> Actor {
        Actor(institution: school, identity: identity, requestID: "seed")
    }

    private func school(at now: Date) async throws -> ID<Institution> {
        let said = world.institution
        if let id = try await records.institutionID(of: said.slug) { return id }
        return try await records.addInstitution(
            Institution.Content(slug: said.slug, name: said.name, zone: said.zone),
            by: operatorName, requestID: "seed", at: now
        ).id
    }

    private func listContacts(by clerk: Actor, at now: Date) async throws {
        guard try await records.contacts(by: clerk).version == 0 else { return }
        _ = try await records.replaceContacts(
            with: world.contacts.map {
                Contact(
                    kind: $0.kind, name: $0.name, reach: $0.reach, hours: $0.hours, note: $0.note)
            }, version: 0, by: clerk, at: now)
    }

    private func people(by clerk: Actor, at now: Date) async throws -> [String: ID<Person>] {
        let known = try await everything { try await records.people(by: clerk, $0) }
        var ids = Dictionary(
            known.map { ($0.person.email, $0.person.id) }, uniquingKeysWith: { first, _ in first })
        for person in world.people where ids[person.email] == nil {
            Progress.say("adding \(person.chosenName)")
            let role = world.enrollments.first { $0.person == person.key }?.role
            let id = try await records.addPerson(
                Person.Content(
                    legalName: Person.LegalName(
                        given: person.givenName, family: person.familyName),
                    chosenName: person.chosenName, email: person.email,
                    registrarID: person.registrarId, homeProgram: person.homeProgram,
                    discipline: person.discipline ?? "",
                    roles: role.map { $0 == .learner ? [] : [$0] } ?? []),
                by: clerk, at: now)
            try await records.setPassword(Self.password, of: id, by: clerk, at: now)
            ids[person.email] = id
        }
        return Dictionary(
            world.people.compactMap { person in ids[person.email].map { (person.key, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    private func offering(
        _ calendar: DemoCalendar, by clerk: Actor
    ) async throws -> OfferingRecord {
        let said = world.offering
        let all = try await everything { try await records.offerings(by: clerk, $0) }
        if let found = all.first(where: { $0.offering.isExample }) { return found }
        let content = Offering.Content(
            title: "\(said.title) (example)", startsOn: calendar.start,
            endsOn: calendar.start.adding(days: said.days - 1), zone: said.zone, isExample: true,
            sections: said.sections.map {
                Section.Content(
                    termCode: $0.termCode, classNumber: $0.classNumber,
                    credits: Points($0.credits) ?? .zero, gradingBasis: $0.gradingBasis,
                    gradesDueOn: calendar.start.adding(days: $0.gradesDueDay))
            })
        let id = try await records.createOffering(
            content, of: Course.Content(code: said.code, title: said.title), by: clerk,
            at: calendar.opening)
        return try await records.offering(id, by: clerk)
    }

    private func enroll(
        _ cast: DemoCast, _ calendar: DemoCalendar, by clerk: Actor
    ) async throws {
        let present = try await everything {
            try await records.enrollments(of: cast.offering.offering.id, by: clerk, $0)
        }
        let known = Set(present.map(\.enrollment.person))
        for entry in world.enrollments {
            guard let person = cast.people[entry.person], !known.contains(person) else { continue }
            let isLate = entry.state == .addedLate
            _ = try await records.enroll(
                person, as: entry.role, in: cast.offering.offering.id,
                section: entry.role == .learner ? cast.section(entry.section, world) : nil,
                state: isLate ? .addedLate : .enrolled,
                startsOn: calendar.start.adding(days: isLate ? entry.effectiveDay : 0),
                by: clerk, at: calendar.opening)
        }
        _ = try await records.assignAliases(
            from: world.enrollments.compactMap(\.alias), in: cast.offering.offering.id,
            by: clerk, at: calendar.opening)
    }
}

/// Who is who in the database.
struct DemoCast {
    let school: ID<Institution>
    let people: [String: ID<Person>]
    let offering: OfferingRecord

    func section(_ key: String, _ world: DemoWorld) -> ID<Section>? {
        let said = world.offering.sections.first { $0.key == key }
        return offering.sections.first { $0.classNumber == said?.classNumber }?.id
    }
}

/// The days of the world, counted so that `today` of them have passed.
struct DemoCalendar {
    let start: Day
    let zone: TimeZone
    let now: Date

    init(_ world: DemoWorld, at now: Date) throws {
        guard let zone = TimeZone(identifier: world.offering.zone) else {
            throw Failure.refused("demo.json names a zone that isn't known.")
        }
        (self.zone, self.now) = (zone, now)
        start = Day(of: now, in: zone).adding(days: -world.today)
    }

    /// The first day's first instant.
    var opening: Date { start.start(in: zone) }

    func instant(_ moment: DemoWorld.Moment) -> Date {
        let clock = moment.time.split(separator: ":").compactMap { Int($0) }
        let minutes = clock.count == 2 ? clock[0] * 60 + clock[1] : 0
        let midnight = start.adding(days: moment.day).start(in: zone)
        return Calendar.gregorian(in: zone).date(byAdding: .minute, value: minutes, to: midnight)
            ?? midnight
    }
}
