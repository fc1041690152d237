package import Domain
package import Foundation
import Postgres

/// A small world of named people, in every database of the `.world` trait. All of them are fiction.
///
/// Northfield runs "spring", where Vega and Hahn teach, Osei coordinates, and Ada, Bo and Cleo learn;
/// and "autumn", where Eve teaches and Dana learns. Dean is appointed coordinator of the school and
/// enrolled nowhere, Nia teaches nothing yet, Zoe has an account and no more. Southport is another
/// school, with Sam as its coordinator and Sia as a learner.
package enum World {
    /// 1 March 2027, 12:00 UTC: in the middle of the offering.
    package static let noon = Date(timeIntervalSince1970: 1_803_902_400)
    package static let day: TimeInterval = 86_400

    package static let northfield = id(1, as: Institution.self)
    package static let southport = id(2, as: Institution.self)

    package static let vega = id(11, as: Person.self)
    package static let hahn = id(12, as: Person.self)
    package static let osei = id(13, as: Person.self)
    package static let dean = id(14, as: Person.self)
    package static let nia = id(15, as: Person.self)
    package static let eve = id(16, as: Person.self)
    package static let ada = id(21, as: Person.self)
    package static let bo = id(22, as: Person.self)
    package static let cleo = id(23, as: Person.self)
    package static let dana = id(24, as: Person.self)
    package static let zoe = id(25, as: Person.self)
    package static let sam = id(31, as: Person.self)
    package static let sia = id(32, as: Person.self)

    /// The columns of the tables of who gets what. Ada's is the work that routes name, Vega is its reader.
    package static let everyone: [(name: String, person: ID<Person>?)] = [
        ("nobody", nil), ("another-school", sam), ("account-only", zoe),
        ("other-offering-learner", dana), ("other-offering-instructor", eve),
        ("appointed-instructor", nia), ("other-learner", bo), ("other-instructor", hahn),
        ("appointed-coordinator", dean), ("coordinator", osei), ("reader", vega), ("owner", ada),
    ]

    package static let course = id(40, as: Course.self)
    package static let spring = id(41, as: Offering.self)
    package static let autumn = id(42, as: Offering.self)
    package static let southportOffering = id(43, as: Offering.self)
    /// P/F; Ada and Bo sit in it.
    package static let passFail = id(51, as: Section.self)
    /// H/HP/P/F; Cleo sits in it.
    package static let honors = id(52, as: Section.self)
    package static let autumnSection = id(53, as: Section.self)
    package static let southportSection = id(54, as: Section.self)

    package static let blog = id(71, as: Community.self)
    package static let forum = id(72, as: Community.self)
    /// Its owner asked not to be observed.
    package static let declined = id(73, as: Community.self)
    package static let rubric = id(81, as: Rubric.self)
    /// Criteria `presence` and `analysis` (optional), levels 1 to 4, flag `transformative` from 4.
    package static let rubricVersion = id(82, as: RubricVersion.self)

    /// The enrollment of a person of this world, in the offering that they are in.
    package static func enrollment(of person: ID<Person>) -> ID<Enrollment> {
        var bytes = person.rawValue.uuid
        bytes.14 = 0xE0
        return ID(rawValue: UUID(uuid: bytes))
    }

    /// Signed in, at the school where the person has an account.
    package static func actor(_ person: ID<Person>) -> Actor {
        let appointments: [ID<Person>: Set<Role>] = [
            dean: [.coordinator], nia: [.instructor], vega: [.instructor], sam: [.coordinator],
        ]
        return Actor(
            institution: [sam, sia].contains(person) ? southport : northfield,
            identity: .person(person), roles: appointments[person] ?? [], requestID: "test")
    }

    package static let `operator` = Actor(
        institution: northfield, identity: .operator("test"), requestID: "test")

    private static func id<Subject>(_ number: UInt8, as: Subject.Type) -> ID<Subject> {
        ID(
            rawValue: UUID(
                uuid: (1, 0x8F, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, number)))
    }
}

extension World {
    /// Writes the world as the owner of the schema.
    static func load(into owner: PostgresClient) async throws {
        _ = try await owner.write(schools + people + courses + enrollments + catalog)
    }

    private static let start = noon.addingTimeInterval(-30 * day)

    private static var schools: [SQL] {
        [(northfield, "northfield", "Northfield"), (southport, "southport", "Southport")]
            .flatMap { id, slug, name -> [SQL] in
                [
                    """
                    INSERT INTO institution (id, name, zone, created_at)
                    VALUES (\(id.rawValue), \(name), 'America/New_York', \(start))
                    """,
                    """
                    INSERT INTO institution_slug (slug, institution_id)
                    VALUES (\(slug), \(id.rawValue))
                    """,
                ]
            }
    }

    private static var people: [SQL] {
        let all: [(ID<Person>, String, String)] = [
            (vega, "Marisol", "Vega"), (hahn, "Peter", "Hahn"), (osei, "Abena", "Osei"),
            (dean, "Dean", "Alder"), (nia, "Nia", "Brook"), (eve, "Eve", "Stone"),
            (ada, "Adaeze", "Okafor"), (bo, "Bo", "Lindqvist"), (cleo, "Cleopatra", "Marsh"),
            (dana, "Dana", "Field"), (zoe, "Zoe", "Winter"), (sam, "Sam", "Harbor"),
            (sia, "Sia", "Wells"),
        ]
        let rows: [SQL] = all.map { id, given, family in
            """
            INSERT INTO person (institution_id, id, legal_given_name, legal_family_name,
                chosen_name, email, registrar_id, created_at)
            VALUES (\(actor(id).institution.rawValue), \(id.rawValue), \(given), \(family),
                \("\(given) \(family)"), \("\(family.lowercased())@example.edu"),
                \("0\(id.rawValue.uuid.15)"), \(start))
            """
        }
        let appointments: [SQL] = [dean, nia, vega, sam].flatMap { id in
            actor(id).roles.map { role in
                """
                INSERT INTO appointment (institution_id, person_id, role, appointed_at)
                VALUES (\(actor(id).institution.rawValue), \(id.rawValue), \(role.rawValue),
                    \(start))
                """
            }
        }
        return rows + appointments
    }

    private static var courses: [SQL] {
        let offerings = [
            (northfield, spring, "Voices Online, spring 2027"),
            (northfield, autumn, "Voices Online, autumn 2027"),
            (southport, southportOffering, "Voices Online, spring 2027"),
        ]
        let sections = [
            (northfield, spring, passFail, "10432", "pass_fail"),
            (northfield, spring, honors, "10977", "honors"),
            (northfield, autumn, autumnSection, "20001", "pass_fail"),
            (southport, southportOffering, southportSection, "10432", "pass_fail"),
        ]
        return [northfield, southport].map { school in
            """
            INSERT INTO course (institution_id, id, code, title, created_at)
            VALUES (\(school.rawValue), \(course.rawValue), 'ELEC 742', 'Voices Online', \(start))
            """
        }
            + offerings.map { school, id, title in
                """
                INSERT INTO offering (institution_id, id, course_id, title, starts_on, ends_on,
                    zone, created_at)
                VALUES (\(school.rawValue), \(id.rawValue), \(course.rawValue), \(title),
                    '2027-02-01', '2027-03-28', 'America/New_York', \(start))
                """
            }
            + sections.map { school, offering, id, number, basis in
                """
                INSERT INTO section (institution_id, id, offering_id, term_code, class_number,
                    credits_thousandths, grading_basis, grades_due_on, registrar)
                VALUES (\(school.rawValue), \(id.rawValue), \(offering.rawValue), '2271',
                    \(number), 2000, \(basis), '2027-04-18', 'main')
                """
            }
    }

    private static var enrollments: [SQL] {
        let all: [(ID<Offering>, ID<Person>, ID<Section>?, Role, String?)] = [
            (spring, vega, nil, .instructor, nil), (spring, hahn, nil, .instructor, nil),
            (spring, osei, nil, .coordinator, nil), (spring, ada, passFail, .learner, "insulin"),
            (spring, bo, passFail, .learner, "ketone"),
            (spring, cleo, honors, .learner, "glucagon"),
            (autumn, eve, nil, .instructor, nil),
            (autumn, dana, autumnSection, .learner, "basal"),
            (southportOffering, sia, southportSection, .learner, "insulin"),
        ]
        return all.flatMap { offering, person, section, role, alias -> [SQL] in
            let school = actor(person).institution.rawValue
            let id = enrollment(of: person).rawValue
            let row: SQL = """
                INSERT INTO enrollment (institution_id, id, offering_id, section_id, person_id,
                    role, state, starts_on, created_at)
                VALUES (\(school), \(id), \(offering.rawValue), \(section?.rawValue),
                    \(person.rawValue), \(role.rawValue), 'enrolled', '2027-02-01', \(start))
                """
            let change: SQL = """
                INSERT INTO enrollment_change (institution_id, id, enrollment_id, state,
                    section_id, effective_on, recorded_at)
                VALUES (\(school), \(id), \(id), 'enrolled', \(section?.rawValue), '2027-02-01',
                    \(start))
                """
            guard let alias else { return [row, change] }
            return [
                row, change,
                """
                INSERT INTO alias (institution_id, offering_id, name, person_id, assigned_at)
                VALUES (\(school), \(offering.rawValue), \(alias), \(person.rawValue), \(start))
                """,
            ]
        }
    }

    private static var catalog: [SQL] {
        let communities = [
            (blog, "a-blog", "A Blog", "blog", "active"),
            (forum, "a-forum", "A Forum", "forum", "active"),
            (declined, "left-alone", "Left Alone", "forum", "declined"),
        ]
        return communities.map { id, slug, name, kind, status in
            """
            INSERT INTO community (institution_id, id, slug, name, url, kind, audiences,
                conditions, access, status, subject_is_minor, created_at)
            VALUES (\(northfield.rawValue), \(id.rawValue), \(slug), \(name),
                \("https://example.org/\(slug)"), \(kind), '{patients}', '{type 1 diabetes}',
                'public', \(status), false, \(start))
            """
        } + reflect
    }

    private static var reflect: [SQL] {
        let school = northfield.rawValue
        let version = rubricVersion.rawValue
        return [
            """
            INSERT INTO rubric (institution_id, id, slug, title, created_at)
            VALUES (\(school), \(rubric.rawValue), 'short', 'A short rubric', \(start))
            """,
            """
            INSERT INTO rubric_version (institution_id, id, rubric_id, number, published_at)
            VALUES (\(school), \(version), \(rubric.rawValue), 1, \(start))
            """,
            """
            INSERT INTO rubric_level (institution_id, rubric_version_id, level, name)
            SELECT \(school), \(version), level, 'level ' || level
            FROM generate_series(1, 4) AS level
            """,
            """
            INSERT INTO rubric_criterion (institution_id, rubric_version_id, code, position,
                title, is_optional)
            VALUES (\(school), \(version), 'presence', 1, 'Presence', false),
                (\(school), \(version), 'analysis', 2, 'Analysis', true)
            """,
            """
            INSERT INTO rubric_descriptor (institution_id, rubric_version_id, criterion, level,
                descriptor)
            SELECT \(school), \(version), criterion, level, criterion || ' at ' || level
            FROM generate_series(1, 4) AS level, unnest('{presence,analysis}'::text[]) AS criterion
            """,
            """
            INSERT INTO rubric_flag (institution_id, rubric_version_id, code, title, from_level)
            VALUES (\(school), \(version), 'transformative', 'Transformative learning', 4)
            """,
        ]
    }
}
