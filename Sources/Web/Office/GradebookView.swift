import Domain
import Edge
import Hummingbird
import Store

/// Which part of the gradebook is shown and how: the state of its page, all of it in the address.
struct GradebookView: Sendable {
    enum Order: String, CaseIterable {
        case name, id, section, grade
    }

    let offering: ID<Offering>
    let filter: GradebookFilter
    var order: Order
    /// With each grade's sentence.
    var showsHow: Bool

    init(_ visit: Visit) throws {
        let request = visit.request
        offering = try visit.id()
        filter = GradebookFilter(
            search: request.filled("q"), section: request.filled("section").flatMap { ID($0) },
            state: request.filled("state").flatMap(EnrollmentState.init))
        order = request.filled("sort").flatMap(Order.init) ?? .name
        showsHow = request.filled("how") == "yes"
    }

    var isNarrowed: Bool {
        filter.search != nil || filter.section != nil || filter.state != nil
    }

    var address: String {
        Address.grades(offering).with([
            ("q", filter.search), ("section", filter.section?.description),
            ("state", filter.state?.rawValue), ("sort", order == .name ? nil : order.rawValue),
            ("how", showsHow ? "yes" : nil),
        ])
    }

    func sorted(_ lines: [CourseGradeRecord]) -> [CourseGradeRecord] {
        switch order {
        case .name: lines
        case .id: lines.sorted { ($0.registrarID ?? "~") < ($1.registrarID ?? "~") }
        case .section: lines.sorted { $0.section.description < $1.section.description }
        case .grade: lines.sorted { ($0.code ?? "~") < ($1.code ?? "~") }
        }
    }

    func by(_ order: Order) -> GradebookView {
        var view = self
        view.order = order
        return view
    }

    func with(how: Bool) -> GradebookView {
        var view = self
        view.showsHow = how
        return view
    }
}

extension Request {
    /// Nil where a form left it empty.
    func filled(_ name: String) -> String? {
        query(name).flatMap { $0.isEmpty ? nil : $0 }
    }
}
