package import Foundation

extension AppealPacket {
    /// Why, when and by whom the packet was made.
    package struct Making: Sendable, Equatable {
        package let reason: OpeningReason
        package let by: ID<Person>?
        /// In the place of a person.
        package let operatorName: String?
        package let at: Date

        package init(
            reason: OpeningReason, by: ID<Person>?, operatorName: String?, at: Date
        ) {
            self.reason = reason
            self.by = by
            self.operatorName = operatorName
            self.at = at
        }
    }

    /// Where the learner learns, and who it is: the office sees the legal name.
    package struct Place: Sendable, Equatable {
        package let institution: Institution
        package let course: Course
        package let offering: Offering
        package let section: Section?
        package let learner: Person
        package let enrollmentState: EnrollmentState

        package init(
            institution: Institution, course: Course, offering: Offering, section: Section?,
            learner: Person, enrollmentState: EnrollmentState
        ) {
            self.institution = institution
            self.course = course
            self.offering = offering
            self.section = section
            self.learner = learner
            self.enrollmentState = enrollmentState
        }
    }

    /// The task, as it was set and as the learner got it.
    package struct Work: Sendable, Equatable {
        package let exploration: Exploration
        package let assignment: Assignment
        package let community: String?

        package init(exploration: Exploration, assignment: Assignment, community: String?) {
            self.exploration = exploration
            self.assignment = assignment
            self.community = community
        }
    }

    /// What decided until when there was time.
    package struct Time: Sendable, Equatable {
        /// By number; the later ones are waivers.
        package let policies: [Recorded<LatePolicy>]
        package let extensions: [Recorded<Extension>]
        package let excuses: [Recorded<Extension.Reason>]
        /// Those that ended too.
        package let accommodations: [Recorded<Accommodation>]
        /// Of the offering, since the exploration opened.
        package let outages: [Outage]

        package init(
            policies: [Recorded<LatePolicy>], extensions: [Recorded<Extension>],
            excuses: [Recorded<Extension.Reason>], accommodations: [Recorded<Accommodation>],
            outages: [Outage]
        ) {
            self.policies = policies
            self.extensions = extensions
            self.excuses = excuses
            self.accommodations = accommodations
            self.outages = outages
        }

        var people: [ID<Person>?] {
            policies.map(\.by) + extensions.map(\.by) + excuses.map(\.by)
                + accommodations.map(\.by) + outages.map(\.recordedBy)
        }
    }

    /// A submission with its text; of a redacted one the text that stands in its place.
    package struct HandedIn: Sendable, Equatable {
        package let submission: Submission
        package let body: String
        package let aiUse: String
        package let redactedAt: Date?
        package let integrity: Integrity

        package init(
            submission: Submission, body: String, aiUse: String, redactedAt: Date?,
            integrity: Integrity
        ) {
            self.submission = submission
            self.body = body
            self.aiUse = aiUse
            self.redactedAt = redactedAt
            self.integrity = integrity
        }
    }

    /// A version of a rubric under its title.
    package struct RubricSaid: Sendable, Equatable {
        package let title: String
        package let version: RubricVersion

        package init(title: String, version: RubricVersion) {
            self.title = title
            self.version = version
        }
    }

    /// Feedback as it was released, opened and perhaps taken back.
    package struct Shown: Sendable, Equatable {
        package let released: ReleasedFeedback
        package let releasedBy: ID<Person>
        package let digest: [UInt8]
        package let redactedAt: Date?
        package let integrity: Integrity

        package init(
            released: ReleasedFeedback, releasedBy: ID<Person>, digest: [UInt8],
            redactedAt: Date?, integrity: Integrity
        ) {
            self.released = released
            self.releasedBy = releasedBy
            self.digest = digest
            self.redactedAt = redactedAt
            self.integrity = integrity
        }
    }
}
