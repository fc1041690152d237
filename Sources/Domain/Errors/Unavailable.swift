/// The service can't do this now; nothing was changed.
package struct Unavailable: Error, Sendable, Equatable {
    package let retryAfter: Duration

    package init(retryAfter: Duration) {
        self.retryAfter = retryAfter
    }
}
