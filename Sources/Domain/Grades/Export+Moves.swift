extension Export {
    package enum Refusal: String, Refusing {
        /// Made, then sent, then accepted or rejected; never back.
        case notTheNextState = "not-the-next-state"
        case nothingToExport = "nothing-to-export"
    }

    /// What the office did with it, or the registrar answered.
    package mutating func move(to next: State) throws(Refusal) {
        guard state.next.contains(next) else { throw .notTheNextState }
        state = next
    }
}

extension Export.State {
    package var next: Set<Export.State> {
        switch self {
        case .made: [.sent]
        case .sent: [.accepted, .rejected]
        case .accepted, .rejected: []
        }
    }
}
