/// What a learner says of AI tools when they hand in: none, or which and how in their own words.
struct AIUse: Sendable {
    static let field = "ai"
    static let words = "ai_use"

    /// Nil: nothing was chosen yet.
    let isNone: Bool?
    let how: String

    init() {
        (isNone, how) = (nil, "")
    }

    init(_ form: Form) {
        isNone = ["none": true, "used": false][form[Self.field]]
        how = form[Self.words]
    }

    /// As it is stored; empty, which is refused, where nothing was said.
    var statement: String {
        switch isNone {
        case true?: "none"
        case false?: how
        case nil: ""
        }
    }
}
