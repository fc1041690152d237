import Domain
import Edge
import Foundation
import Store

/// One enrollment: what the registrar said of it and when, more time, and what comes next.
struct EnrollmentPage: Page {
    static let template = PageTemplate(PackageResources.enrollment_mustache)

    struct Change: Sendable {
        let state: String
        let section: String
        let effectiveOn: String
        let recorded: Moment
    }

    struct MoreTime: Sendable {
        let factor: String
        let until: String
        let granted: Moment
        let ended: Moment?
        /// Where it is ended; nil where it has been, or for those who only read.
        let end: String?
    }

    let frame: Frame
    let name: String
    let email: String
    let registrarID: String
    let role: String
    let state: String
    let section: String
    let startsOn: String
    let grades: String?
    let changes: [Change]
    let isLearner: Bool
    let times: [MoreTime]
    /// Nil for those who only read.
    let move: EnrollmentMove?
    let more: MoreTimeForm?
    let account: String?
    let token: String
    let tokenField = FormToken.field

    init(
        _ visit: Visit, _ offering: OfferingRecord, _ record: EnrollmentRecord,
        move: EnrollmentMove?, more: MoreTimeForm?
    ) {
        let id = offering.offering.id
        let enrollment = record.enrollment
        let sections = Dictionary(
            uniqueKeysWithValues: offering.sections.map { ($0.id, $0.words) })
        frame = visit.frame(
            record.name, in: .offerings,
            crumbs: visit.crumbs(offering, [Link("People", .people(id))]),
            tabs: visit.tabs(offering, .people),
            foot: "Staff of the offering see this. Why someone has more time is stored nowhere.")
        name = record.name
        email = record.email
        registrarID = record.registrarID ?? "not known"
        role = enrollment.role.rawValue
        state = enrollment.state.words
        section = enrollment.section.flatMap { sections[$0] } ?? "none"
        startsOn = Said.day(enrollment.startsOn)
        isLearner = enrollment.role == .learner
        grades =
            isLearner && enrollment.state != .dropped
            ? Address.learnerGrades(id, enrollment.id).path : nil
        changes = enrollment.history.reversed().map {
            Change($0, sections, visit, offering.offering.zone)
        }
        times = enrollment.accommodations.map {
            MoreTime($0, of: enrollment, visit, offering.offering.zone, mayEnd: move != nil)
        }
        self.move = move
        self.more = isLearner ? more : nil
        account =
            Policy.allows(.managePeople, by: visit.actor)
            ? Address.person(enrollment.person).path : nil
        token = visit.formToken
    }
}

extension EnrollmentPage.Change {
    fileprivate init(
        _ change: EnrollmentChange, _ sections: [ID<Section>: String], _ visit: Visit,
        _ zone: String
    ) {
        state = change.state.words
        section = change.section.flatMap { sections[$0] } ?? "–"
        effectiveOn = Said.day(change.effectiveOn)
        recorded = visit.moment(change.recordedAt, offering: zone)
    }
}

extension EnrollmentPage.MoreTime {
    fileprivate init(
        _ time: Accommodation, of enrollment: Enrollment, _ visit: Visit, _ zone: String,
        mayEnd: Bool
    ) {
        factor = "\(Points(thousandths: time.timeFactor.thousandths)) times"
        until = time.until.map { visit.moment($0, offering: zone).text } ?? "the end"
        granted = visit.moment(time.grantedAt, offering: zone)
        ended = time.endedAt.map { visit.moment($0, offering: zone) }
        end =
            mayEnd && time.endedAt == nil
            ? Address.accommodationEnd(enrollment.offering, enrollment.id, time.id).path : nil
    }
}
