import Foundation

@testable import Web

/// A form as a page shows it, filled in as it stands there.
struct ShownForm: Sendable {
    struct Field: Sendable {
        let name: String
        var value: String
    }

    /// Where it stands.
    let page: String
    let action: String
    let isPost: Bool
    let isUpload: Bool
    var fields: [Field] = []
    /// Each of these does something else.
    private var buttons: [Field] = []

    /// Every form of the page, once for each of its buttons that has a name.
    static func all(on page: String, _ html: String) -> [ShownForm] {
        var forms: [ShownForm] = []
        var form: ShownForm?
        var select: String?
        for bytes in html.utf8.split(separator: UInt8(ascii: "<")) {
            let tag = Tag(bytes)
            switch tag.name {
            case "form": form = ShownForm(page, tag)
            case "/form":
                forms += form?.variants ?? []
                form = nil
            case "input": form?.addInput(tag)
            case "textarea":
                // A first line end isn't part of it (HTML, 13.1.2.5).
                let text = tag.text
                form?.add(tag["name"], text.hasPrefix("\n") ? String(text.dropFirst()) : text)
            case "select": select = tag["name"]
            case "option":
                guard let name = select else { break }
                let isFirst = form.map { !$0.fields.contains { $0.name == name } } ?? false
                if isFirst || tag.has("selected") { form?.set(name, tag["value"] ?? "") }
            case "button": form?.addButton(tag)
            default: break
            }
        }
        return forms
    }

    private init(_ page: String, _ tag: Tag) {
        self.page = page
        action = tag["action"] ?? page
        isPost = tag["method"] == "post"
        isUpload = tag["enctype"]?.contains("multipart") ?? false
    }

    init(posting fields: [Field], to action: String, isUpload: Bool = false) {
        (page, self.action, self.fields) = (action, action, fields)
        (isPost, self.isUpload) = (true, isUpload)
    }

    private mutating func add(_ name: String?, _ value: String) {
        guard let name, name != FormToken.field, !fields.contains(where: { $0.name == name })
        else { return }
        fields.append(Field(name: name, value: value))
    }

    private mutating func set(_ name: String, _ value: String) {
        fields.removeAll { $0.name == name }
        add(name, value)
    }

    private mutating func addInput(_ tag: Tag) {
        guard let name = tag["name"] else { return }
        if tag.has("checked") { return set(name, tag["value"] ?? "on") }
        add(name, tag["value"] ?? (tag["type"] == "checkbox" ? "on" : ""))
    }

    private mutating func addButton(_ tag: Tag) {
        guard let name = tag["name"] else { return }
        buttons.append(Field(name: name, value: tag["value"] ?? ""))
    }

    private var variants: [ShownForm] {
        guard !buttons.isEmpty else { return [self] }
        return buttons.map { button in
            var form = self
            form.set(button.name, button.value)
            form.buttons = [button]
            return form
        }
    }

    /// The same for every thing of its kind, and for each of its buttons.
    var kind: String {
        let names = fields.map(\.name).joined(separator: ",")
        return "\(action.withoutIDs) \(isPost) \(names) \(buttons.map(\.value))"
    }
}

extension String {
    /// An address with a star for each id.
    var withoutIDs: String {
        split(separator: "/", omittingEmptySubsequences: false)
            .map { UUID(uuidString: String($0)) == nil ? String($0) : "*" }.joined(separator: "/")
    }
}

/// A tag and the text behind it.
struct Tag {
    let name: String
    private let attributes: String
    private let rest: Substring

    init(_ bytes: Substring.UTF8View) {
        let whole = String(Substring(bytes))
        let parts = whole.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false)
        let head = parts[0].split(separator: " ", maxSplits: 1)
        name = head.first.map(String.init) ?? ""
        attributes = " " + (head.count > 1 ? head[1] : "")
        rest = parts.count > 1 ? parts[1] : ""
    }

    var text: String { Self.plain(rest) }

    subscript(_ name: String) -> String? {
        guard let start = attributes.firstRange(of: " \(name)=\"")?.upperBound else { return nil }
        return Self.plain(attributes[start...].prefix { $0 != "\"" })
    }

    func has(_ flag: String) -> Bool { attributes.contains(" \(flag)") }

    private static func plain(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return String(text) }
        return [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(String(text)) { $0.replacing($1.0, with: $1.1) }
    }
}
