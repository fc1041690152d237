/// A labelled field with what was typed and, where it is wrong, what to do.
struct Field: Sendable {
    let name: String
    let label: String
    let hint: String?
    let value: String
    let type: String
    let autocomplete: String
    let error: String?
    let isRequired: Bool
    let id: String
    /// The ids of hint and error, as `aria-describedby` takes them; nil without either.
    let describedBy: String?

    init(
        _ name: String, _ label: String, hint: String? = nil, value: String = "",
        type: String = "text", autocomplete: String = "off", error: String? = nil,
        isRequired: Bool = true, id: String? = nil
    ) {
        self.name = name
        self.label = label
        self.hint = hint
        self.value = value
        self.type = type
        self.autocomplete = autocomplete
        self.error = error
        self.isRequired = isRequired
        let id = id ?? "field-\(name)"
        self.id = id
        let describing = [hint.map { _ in "\(id)-hint" }, error.map { _ in "\(id)-error" }]
            .compactMap { $0 }
        describedBy = describing.isEmpty ? nil : describing.joined(separator: " ")
    }
}
