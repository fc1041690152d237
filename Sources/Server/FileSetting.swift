/// A settings file: objects within objects, and in them texts, whole numbers and booleans.
enum FileSetting: Decodable {
    case tree([String: FileSetting])
    case text(String)

    init(from decoder: any Decoder) throws {
        if let tree = try? [String: FileSetting](from: decoder) {
            self = .tree(tree)
            return
        }
        let value = try decoder.singleValueContainer()
        // Each is tried in turn; the last says what is wrong.
        if let flag = try? value.decode(Bool.self) {
            self = .text(String(flag))
        } else if let number = try? value.decode(Int.self) {
            self = .text(String(number))
        } else {
            self = .text(try value.decode(String.self))
        }
    }

    /// Every text by the keys that lead to it.
    func values(under prefix: [String] = []) -> [[String]: String] {
        switch self {
        case .text(let text): [prefix: text]
        case .tree(let tree):
            tree.reduce(into: [:]) { found, branch in
                found.merge(branch.value.values(under: prefix + [branch.key])) { _, new in new }
            }
        }
    }
}
