import Foundation
import Support
import Yams

/// What the description says of bodies: a sample of each, with every field.
struct Described {
    typealias Tree = [String: Any]

    /// As JSON, by method and path. Read once, for that takes a second.
    static let samples: Result<[String: String], any Error> = Result { try Described().samples() }

    private let root: Tree

    private init() throws {
        let file = URL.checkout.appending(path: "Sources/API/openapi.yaml")
        root = try Yams.load(yaml: String(contentsOf: file, encoding: .utf8)) as? Tree ?? [:]
    }

    private func samples() throws -> [String: String] {
        var found: [String: String] = [:]
        for (path, operations) in root["paths"] as? [String: Tree] ?? [:] {
            for (method, operation) in operations {
                let body = (operation as? Tree)?["requestBody"] as? Tree
                let content = (body?["content"] as? Tree)?["application/json"] as? Tree
                guard let schema = content?["schema"] as? Tree else { continue }
                found["\(method.uppercased()) \(path)"] = String(
                    decoding: try JSONSerialization.data(withJSONObject: sample(schema)),
                    as: UTF8.self)
            }
        }
        return found
    }

    private func sample(_ schema: Tree) -> Any {
        if let reference = schema["$ref"] as? String { return sample(resolved(reference)) }
        if let all = schema["allOf"] as? [Tree] {
            return all.compactMap { sample($0) as? Tree }.reduce(into: Tree()) {
                $0.merge($1) { first, _ in first }
            }
        }
        if let one = (schema["oneOf"] as? [Tree])?.first { return sample(one) }
        if let value = (schema["enum"] as? [Any])?.first { return value }
        switch schema["type"] as? String ?? (schema["type"] as? [String])?.first {
        case "array": return [sample(schema["items"] as? Tree ?? [:])]
        case "integer": return schema["minimum"] as? Int ?? 1
        case "boolean": return true
        case "string": return text(schema["format"] as? String)
        default: return fields(schema)
        }
    }

    private func fields(_ schema: Tree) -> Tree {
        var fields = (schema["properties"] as? [String: Tree] ?? [:]).mapValues(sample)
        if let other = schema["additionalProperties"] as? Tree {
            fields[Leaves.key] = sample(other)
        }
        return fields
    }

    private func text(_ format: String?) -> String {
        switch format {
        case "uuid": "\(World.blog)"
        case "date": "2027-03-02"
        case "date-time": "2027-03-20T12:00:00Z"
        case "uri": "https://example.org/x"
        default: "P"
        }
    }

    private func resolved(_ reference: String) -> Tree {
        let parts = reference.split(separator: "/").dropFirst().map(String.init)
        return parts.reduce(root as Any?) { ($0 as? Tree)?[$1] } as? Tree ?? [:]
    }
}

/// A body in which anything can be put in the place of a leaf, a branch or the key of a map.
struct Leaves {
    private enum Step {
        case name(String)
        case place(Int)
        /// The key itself, where keys are data.
        case key(String)
    }

    static let key = "P"
    private static let mark = "@here@"
    private let sample: [String: Any]
    private let paths: [[Step]]

    /// The places of `sample`, in their order.
    init(_ sample: String) throws {
        self.sample = try Self.fields(sample)
        var paths: [[Step]] = []
        Self.find(self.sample, [], &paths)
        self.paths = paths
    }

    var indices: Range<Int> { paths.indices }

    func name(_ index: Int) -> String {
        paths[index].map { step in
            switch step {
            case .name(let name): "/\(name)"
            case .place(let place): "/\(place)"
            case .key: "/{key}"
            }
        }.joined()
    }

    /// `base` with the JSON `value` at that place; what it lacks on the way there is the sample's.
    func body(_ index: Int, _ value: String, over base: String) throws -> String {
        var fields = try Self.fields(base)
        if case .name(let first) = paths[index][0], fields[first] == nil {
            fields[first] = sample[first]
        }
        let changed = Self.replacing(fields, paths[index][...])
        let text = String(
            decoding: try JSONSerialization.data(withJSONObject: changed), as: UTF8.self)
        return text.replacing("\"\(Self.mark)\"", with: value)
    }

    private static func fields(_ text: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    }

    private static func find(_ value: Any, _ path: [Step], _ paths: inout [[Step]]) {
        if !path.isEmpty { paths.append(path) }
        if let fields = value as? [String: Any] {
            for (name, field) in fields.sorted(by: { $0.key < $1.key }) {
                if name == key { paths.append(path + [.key(name)]) }
                find(field, path + [.name(name)], &paths)
            }
        } else if let items = value as? [Any] {
            for (place, item) in items.enumerated() { find(item, path + [.place(place)], &paths) }
        }
    }

    private static func replacing(_ value: Any?, _ path: ArraySlice<Step>) -> Any {
        switch path.first {
        case .name(let name):
            var fields = value as? [String: Any] ?? [:]
            fields[name] = replacing(fields[name], path.dropFirst())
            return fields
        case .key(let name):
            var fields = value as? [String: Any] ?? [:]
            fields[mark] = fields.removeValue(forKey: name) ?? fields.first?.value ?? 1
            return fields
        case .place(let place):
            var items = value as? [Any] ?? []
            while items.count <= place { items.append("") }
            items[place] = replacing(items[place], path.dropFirst())
            return items
        case nil: return mark
        }
    }
}
