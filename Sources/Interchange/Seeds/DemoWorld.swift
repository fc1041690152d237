package import Domain

/// The small invented world in `seeds/demo.json`, from which a demonstration starts.
///
/// Times are days after the offering's first day and wall-clock times in its zone, so that the
/// demonstration stays in the present: `today` days have passed.
package struct DemoWorld: Codable, Equatable, Sendable {
    package struct Moment: Codable, Equatable, Sendable {
        package let day: Int
        /// `23:59`
        package let time: String

        package init(day: Int, time: String) {
            (self.day, self.time) = (day, time)
        }
    }

    package struct Institution: Codable, Equatable, Sendable {
        package let slug: String
        package let name: String
        package let zone: String
    }

    package struct Contact: Codable, Equatable, Sendable {
        package let kind: Domain.Contact.Kind
        package let name: String
        package let reach: String
        package let hours: String
        package let note: String
    }

    package struct Person: Codable, Equatable, Sendable {
        package let key: String
        package let givenName: String
        package let familyName: String
        package let chosenName: String
        package let email: String
        package let registrarId: String?
        package let discipline: String?
        package let homeProgram: String
    }

    package struct Enrollment: Codable, Equatable, Sendable {
        package let person: String
        package let section: String
        package let role: Role
        package let state: EnrollmentState
        /// Since when the state holds.
        package let effectiveDay: Int
        package let alias: String?
    }

    /// Always true: nobody in this file exists.
    package let fiction: Bool
    package let notice: String
    package let today: Int
    package let institution: Institution
    package let contacts: [Contact]
    package let people: [Person]
    package let offering: DemoOffering
    package let enrollments: [Enrollment]
    package let assignments: [DemoAssignment]
}
