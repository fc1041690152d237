import Domain

/// Fields that a body lacks.
enum Missing {
    static func fields(_ fields: [(name: String, isGiven: Bool)]) -> Invalid {
        Invalid(
            fields.filter { !$0.isGiven }.map {
                Invalid.Fault(
                    pointer: "/\($0.name)", code: "missing", detail: "Give this field.")
            })
    }
}
