/// The connection was lost when the change may already have been made: ask again with the same key.
package struct OutcomeUnknown: Error, Sendable, Equatable {
    package init() {}
}
