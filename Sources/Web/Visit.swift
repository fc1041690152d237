import Domain
import Edge
import Foundation
import Hummingbird
import Store

/// One request of someone who is signed in, with what every page says of them.
struct Visit: Sendable {
    let request: Request
    let context: Context
    let actor: Actor
    let account: OwnAccount
    /// The reader's zone: what their browser or they themselves said, else the school's.
    let zone: String
    let formToken: String

    var now: Date { context.receivedAt }

    init(_ request: Request, _ context: Context, _ records: Records) async throws {
        guard let secret = request.secret else { throw Unauthenticated() }
        self.request = request
        self.context = context
        actor = try context.actor
        account = try await records.ownAccount(by: actor)
        zone = Self.zone(of: request) ?? account.institution.zone
        formToken = FormToken.of(secret)
    }

    static let zoneCookie = "__Host-zone"

    private static func zone(of request: Request) -> String? {
        guard let said = request.cookies[zoneCookie]?.value.removingPercentEncoding,
            TimeZone(identifier: said) != nil
        else { return nil }
        return said
    }

    func id<Subject>(_ name: String = "id", as: Subject.Type = Subject.self) throws -> ID<Subject> {
        try context.id(name)
    }

    /// What was sent, where the form is one of this session's own.
    func form() async throws -> Form {
        let form = Form(text: try await Form.text(request, context))
        guard form[FormToken.field] == formToken else {
            throw FormExpired(form: form, path: request.uri.path, token: formToken)
        }
        return form
    }

    /// "Tue 24 Feb, 21:59 MST, 23:59 New York", for people and, by `datetime`, for programs.
    func moment(_ instant: Date, offering: String? = nil) -> Moment {
        Moment(instant, reader: zone, offering: offering ?? zone, now: now)
    }

    /// The frame of a page: `title` is its h1, `area` what is current in the bar.
    func frame(
        _ title: String, in area: Area? = nil, crumbs: [Link] = [], tabs: [Tab] = [],
        scripts: [Script] = [], foot: String? = nil
    ) -> Frame {
        Frame(
            title: title, crumbs: crumbs, areas: Area.of(account, current: area), tabs: tabs,
            who: Frame.Who(name: account.record.person.chosenName, token: formToken),
            notice: request.query("done").flatMap(Notice.init(rawValue:))?.sentence,
            scripts: scripts, foot: foot)
    }
}

/// What the bar at the top leads to; what someone sees there follows from what they are.
enum Area: Sendable, CaseIterable {
    case today, assignments, offerings, communities, people, audit

    static func of(_ account: OwnAccount, current: Area?) -> [Tab] {
        let places = Set(account.places.map(\.role))
        return allCases.filter { area in
            switch area {
            case .today, .assignments: places.contains(.learner)
            case .offerings:
                !places.isDisjoint(with: [.instructor, .coordinator])
                    || !account.record.roles.isEmpty
            case .communities: true
            case .people, .audit: account.record.roles.contains(.coordinator)
            }
        }.map { Tab(name: $0.name, href: $0.address.path, isCurrent: $0 == current) }
    }

    private var name: String {
        switch self {
        case .today: "Today"
        case .assignments: "Assignments"
        case .offerings: "Offerings"
        case .communities: "Communities"
        case .people: "People"
        case .audit: "Audit"
        }
    }

    private var address: Address {
        switch self {
        case .today: .today
        case .assignments: .assignments
        case .offerings: .offerings
        case .communities: .communities
        case .people: .schoolPeople
        case .audit: .record
        }
    }
}
