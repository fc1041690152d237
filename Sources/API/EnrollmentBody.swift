import Domain
import Foundation
import Store

/// An enrollment as staff see it. The alias is shown to nobody else.
struct EnrollmentBody: Encodable {
    /// What held from which day on.
    struct Change: Encodable {
        let state: EnrollmentState
        let sectionId: ID<Section>?
        let effectiveOn: Day
        let recordedAt: Date
        let recordedBy: ID<Person>?
    }

    let id: ID<Enrollment>
    let offeringId: ID<Offering>
    let personId: ID<Person>
    let name: String
    let email: String
    let registrarId: String?
    let role: Role
    let sectionId: ID<Section>?
    let state: EnrollmentState
    let startsOn: Day
    let alias: String?
    let history: [Change]
    let accommodations: [AccommodationBody]
    /// For If-Match.
    let version: Int

    init(_ record: EnrollmentRecord) {
        let enrollment = record.enrollment
        id = enrollment.id
        offeringId = enrollment.offering
        personId = enrollment.person
        name = record.name
        email = record.email
        registrarId = record.registrarID
        role = enrollment.role
        sectionId = enrollment.section
        state = enrollment.state
        startsOn = enrollment.startsOn
        alias = enrollment.alias?.name
        history = enrollment.history.map {
            Change(
                state: $0.state, sectionId: $0.section, effectiveOn: $0.effectiveOn,
                recordedAt: $0.recordedAt, recordedBy: $0.recordedBy)
        }
        accommodations = enrollment.accommodations.map(AccommodationBody.init)
        version = enrollment.version
    }
}

/// More time, and no reason.
struct AccommodationBody: Encodable {
    let id: ID<Accommodation>
    /// 1500 is half as long again.
    let timeFactorThousandths: Int
    /// Null: for the whole offering.
    let until: Date?
    let grantedAt: Date
    let endedAt: Date?

    init(_ accommodation: Accommodation) {
        id = accommodation.id
        timeFactorThousandths = accommodation.timeFactor.thousandths
        until = accommodation.until
        grantedAt = accommodation.grantedAt
        endedAt = accommodation.endedAt
    }
}

/// Someone with an account, to be enrolled.
struct EnrollmentSent: Decodable {
    let personId: ID<Person>
    let role: Role
    let sectionId: ID<Section>?
    /// enrolled, added_late or auditing.
    let state: EnrollmentState?
    let startsOn: Day
}

/// What the registrar says from a day on; what isn't sent stays.
struct EnrollmentEdit: Decodable {
    let state: EnrollmentState?
    let sectionId: ID<Section>?
    let effectiveOn: Day
}

struct AccommodationSent: Decodable {
    let timeFactorThousandths: Int
    let until: Date?
}

/// Who doesn't assess whom.
struct RecusalBody: Encodable {
    let readerId: ID<Person>
    let learnerId: ID<Person>
    let recordedAt: Date

    init(_ recusal: Recusal) {
        readerId = recusal.reader
        learnerId = recusal.learner
        recordedAt = recusal.recordedAt
    }
}

struct RecusalSent: Decodable {
    let readerId: ID<Person>
    let learnerId: ID<Person>
}

struct AliasesSent: Decodable {
    /// The names to give out.
    let theme: [String]
}

struct AliasesBody: Encodable {
    /// How many learners got one.
    let assigned: Int
}
