import Edge
import HTTPTypes
import Hummingbird
import Mustache

/// A page: ready strings and flags, by one template of its own.
///
/// In a template a name that isn't found in the item is looked up in what is around it, so within a
/// section of items each name begins with a dot.
protocol Page: Sendable {
    static var template: PageTemplate { get }
    var frame: Frame { get }
}

extension Page {
    var html: String { Self.template.render(self) }

    func shown(_ request: Request, _ status: HTTPResponse.Status = .ok) -> Response {
        Shown.page(html, status)
    }
}

/// A template, read once; one that can't be read stops the start, and every test.
struct PageTemplate: Sendable {
    private let template: MustacheTemplate
    private let source: String

    init(_ bytes: [UInt8]) {
        source = String(decoding: bytes, as: UTF8.self)
        do {
            template = try MustacheTemplate(string: source)
        } catch {
            preconditionFailure("A template can't be read: \(error)")
        }
    }

    /// In a debug build, and so in every test, a tag that the page doesn't answer stops the program.
    func render(_ page: some Page) -> String {
        assert(unanswered(by: page).isEmpty, "Nothing answers: \(unanswered(by: page))")
        return template.render(page, library: Parts.library)
    }
}

extension PageTemplate {
    func unanswered(by page: some Page) -> [String] { Tags(source).unanswered(by: page) }
}

/// What templates share.
enum Parts {
    static let sources: [String: [UInt8]] = [
        "frame": PackageResources.frame_mustache,
        "moment": PackageResources.moment_mustache,
        "field": PackageResources.field_mustache,
        "select": PackageResources.select_mustache,
        "area": PackageResources.area_mustache,
        "radio": PackageResources.radio_mustache,
        "check": PackageResources.check_mustache,
        "exploration_form": PackageResources.exploration_form_mustache,
        "token": PackageResources.token_mustache,
        // What learners do.
        "work_item": PackageResources.work_item_mustache,
        "community_card": PackageResources.community_card_mustache,
        "note_fields": PackageResources.note_fields_mustache,
        "ladder": PackageResources.ladder_mustache,
        "filters": PackageResources.filters_mustache,
        "go_on": PackageResources.go_on_mustache,
        "progress_picture": PackageResources.progress_picture_mustache,
        "contact_card": PackageResources.contact_card_mustache,
    ]

    static let library: MustacheLibrary = {
        do {
            return MustacheLibrary(
                templates: try sources.mapValues {
                    try MustacheTemplate(string: String(decoding: $0, as: UTF8.self))
                })
        } catch {
            preconditionFailure("A shared template can't be read: \(error)")
        }
    }()
}
