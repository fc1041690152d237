/// Nothing that the actor may see is stored there.
package struct NotFound: Error, Sendable, Equatable {
    package init() {}
}
