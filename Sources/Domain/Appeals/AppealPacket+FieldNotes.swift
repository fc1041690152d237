extension AppealPacket {
    /// A field note, without the page's address: a packet leaves the institution's hands.
    package struct FieldNoted: Sendable, Equatable {
        package let visitedOn: Day
        package let observed: String
        package let thought: String

        package init(visitedOn: Day, observed: String, thought: String) {
            self.visitedOn = visitedOn
            self.observed = observed
            self.thought = thought
        }
    }
}
