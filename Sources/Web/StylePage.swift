import Edge
import Foundation
import Hummingbird

/// Every part of the sheet on one page, for whoever changes it.
struct StylePage: Page {
    static let template = PageTemplate(PackageResources.style_mustache)

    let frame = Frame(title: "Style", crumbs: [Link("Start", .home)])
    let here = Address.style.path
    let due: Moment
    let fields = [
        Field("right", "A field", hint: "What helps to fill it.", value: "What was typed"),
        Field("wrong", "A field with a fault", value: "x", error: "Say what to do here."),
    ]
}

struct StyleRoutes {
    var routes: [PageRoute] {
        [
            .open(.get, "/style") { request, context in
                StylePage(
                    due: Moment(
                        context.receivedAt.addingTimeInterval(86_400),
                        reader: "America/Denver", offering: "America/New_York",
                        now: context.receivedAt)
                ).shown(request)
            }
        ]
    }
}
