/// What narrows a list: a form whose fields stand in the address.
struct Filters: Sendable {
    struct Kept: Sendable {
        let name: String
        let value: String
    }

    let action: String
    let label: String
    let fields: [Field]
    let choices: [Select]
    /// State of the page that the form doesn't change.
    let kept: [Kept]
    /// Leads to the list as it is without any; nil where nothing narrows it.
    let clear: String?

    init(
        _ action: String, _ label: String, search: Field, more: [Field] = [],
        _ choices: [Select],
        kept: [(String, String?)] = [], isNarrowed: Bool
    ) {
        self.action = action
        self.label = label
        fields = [search] + more
        self.choices = choices
        self.kept = kept.compactMap { name, value in
            value.map { Kept(name: name, value: $0) }
        }
        clear = isNarrowed ? action : nil
    }
}
