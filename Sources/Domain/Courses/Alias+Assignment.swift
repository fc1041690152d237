extension Alias {
    package enum Refusal: String, Refusing {
        case taken
        case listExhausted = "list-exhausted"
        /// The school's time for it is over, and who had which isn't known any more.
        case forgotten = "aliases-forgotten"
    }

    /// One name of the themed list for each person, shuffled, so that neither order of names nor of
    /// enrollment shows. `used` are all that the offering ever gave out: none comes again.
    package static func assign(
        to people: [ID<Person>], from theme: [Alias], used: Set<Alias>,
        random: inout some RandomNumberGenerator
    ) throws(Refusal) -> [ID<Person>: Alias] {
        let free = Set(theme).subtracting(used).sorted { $0.name < $1.name }
            .shuffled(using: &random)
        guard free.count >= Set(people).count else { throw .listExhausted }
        return Dictionary(zip(Set(people).sorted(), free), uniquingKeysWith: { first, _ in first })
    }
}
