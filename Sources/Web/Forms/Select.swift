/// One of a list, with what is wrong with the choice.
struct Select: Sendable {
    struct Option: Sendable {
        let value: String
        let name: String
        let isChosen: Bool
    }

    let name: String
    let label: String
    let hint: String?
    let error: String?
    let options: [Option]
    let id: String
    let describedBy: String?

    /// `options` are values with their names; `chosen` is a value.
    init(
        _ name: String, _ label: String, _ options: [(value: String, name: String)],
        chosen: String = "", hint: String? = nil, error: String? = nil
    ) {
        let field = Field(name, label, hint: hint, error: error)
        (self.name, self.label, self.hint, self.error) = (name, label, hint, error)
        (id, describedBy) = (field.id, field.describedBy)
        self.options = options.map {
            Option(value: $0.value, name: $0.name, isChosen: $0.value == chosen)
        }
    }
}

/// A field for more than a line.
struct TextArea: Sendable {
    let field: Field
    let rows: Int

    init(
        _ name: String, _ label: String, hint: String? = nil, value: String = "", rows: Int = 4,
        error: String? = nil, isRequired: Bool = true
    ) {
        field = Field(
            name, label, hint: hint, value: value, error: error, isRequired: isRequired)
        self.rows = rows
    }
}

/// One of several boxes or buttons that stand below one another.
struct Choice: Sendable {
    let id: String
    let name: String
    let value: String
    let label: String
    let note: String?
    let isChosen: Bool

    init(
        _ name: String, _ value: String, _ label: String, note: String? = nil,
        isChosen: Bool = false
    ) {
        self.id = "choice-\(name)-\(value)"
        (self.name, self.value, self.label) = (name, value, label)
        (self.note, self.isChosen) = (note, isChosen)
    }
}
