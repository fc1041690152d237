/// The tags of a template, for the one question that Mustache doesn't ask: whether the page answers
/// each of them. It shows nothing for a name that nobody has, which nobody notices.
struct Tags {
    private indirect enum Tag {
        case name(String)
        case section(String, [Tag])
        case inverted(String, [Tag])
        case part(String)
        case frame(String, [Tag])
        case block([Tag])
    }

    private let tags: [Tag]

    init(_ source: String) {
        var rest = source[...]
        tags = Self.read(&rest)
    }

    /// The names that neither the page nor what it holds has. What stands in a section that isn't
    /// shown can't be asked for.
    func unanswered(by page: some Page) -> [String] {
        tags.flatMap { Self.unanswered($0, [page]) }
    }

    /// Up to the end of the section, or of the text.
    private static func read(_ rest: inout Substring) -> [Tag] {
        var tags: [Tag] = []
        while let opening = rest.firstRange(of: "{{"),
            let closing = rest[opening.upperBound...].firstRange(of: "}}")
        {
            let name = rest[opening.upperBound..<closing.lowerBound]
                .trimmingPrefix("{").filter { $0 != " " }
            rest = rest[closing.upperBound...]
            let inner = String(name.dropFirst())
            switch name.first {
            case "/": return tags
            case "#": tags.append(.section(inner, read(&rest)))
            case "^": tags.append(.inverted(inner, read(&rest)))
            case "<": tags.append(.frame(inner, read(&rest)))
            case "$": tags.append(.block(read(&rest)))
            case ">": tags.append(.part(inner))
            case "!": break
            default: tags.append(.name(String(name)))
            }
        }
        return tags
    }

    private static func unanswered(_ tag: Tag, _ stack: [Any]) -> [String] {
        switch tag {
        case .name(let name): isAnswered(name, stack) ? [] : [name]
        case .block(let inner): inner.flatMap { unanswered($0, stack) }
        case .part(let name): part(name).flatMap { unanswered($0, stack) }
        case .frame(let name, let inner): (part(name) + inner).flatMap { unanswered($0, stack) }
        case .section(let name, let inner):
            shown(name, stack).flatMap { stack in inner.flatMap { unanswered($0, stack) } }
                + (isAnswered(name, stack) ? [] : [name])
        case .inverted(let name, let inner):
            (shown(name, stack).isEmpty ? inner : []).flatMap { unanswered($0, stack) }
                + (isAnswered(name, stack) ? [] : [name])
        }
    }

    private static func part(_ name: String) -> [Tag] {
        guard let bytes = Parts.sources[name] else { return [.name("> \(name)")] }
        return Tags(String(decoding: bytes, as: UTF8.self)).tags
    }

    /// What is around each time that a section is shown.
    private static func shown(_ name: String, _ stack: [Any]) -> [[Any]] {
        switch value(of: name, stack) {
        case nil: []
        case let flag as Bool: flag ? [stack] : []
        case let items as any Sequence where !(items is String): items.map { stack + [$0] }
        case let value?: [stack + [value]]
        }
    }

    private static func isAnswered(_ name: String, _ stack: [Any]) -> Bool {
        guard name != "." else { return true }
        let steps = name.split(separator: ".")
        guard let holder = holder(of: steps[0], name.hasPrefix(".") ? stack.suffix(1) : stack[...])
        else { return false }
        guard steps.count > 1, let value = child(steps[0], of: holder) else { return true }
        return isAnswered("." + steps.dropFirst().joined(separator: "."), [value])
    }

    private static func value(of name: String, _ stack: [Any]) -> Any? {
        guard name != "." else { return stack.last }
        let steps = name.split(separator: ".")
        let reach = name.hasPrefix(".") ? stack.suffix(1) : stack[...]
        // As Mustache does it: who has nothing under that name is passed over.
        let first = reach.reversed().lazy.compactMap { child(steps[0], of: $0) }.first
        return steps.dropFirst().reduce(first) { found, step in
            found.flatMap { child(step, of: $0) }
        }
    }

    private static func holder(of name: Substring, _ stack: ArraySlice<Any>) -> Any? {
        stack.last { item in Mirror(reflecting: item).children.contains { $0.label == String(name) }
        }
    }

    private static func child(_ name: Substring, of item: Any) -> Any? {
        let found = Mirror(reflecting: item).children.first { $0.label == String(name) }?.value
        return found.flatMap { value in
            let mirror = Mirror(reflecting: value)
            return mirror.displayStyle == .optional ? mirror.children.first?.value : value
        }
    }
}
