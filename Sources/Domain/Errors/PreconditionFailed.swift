/// The thing was changed since the version that the edit names.
package struct PreconditionFailed: Error, Sendable, Equatable {
    package init() {}
}
