/// The same was tried too often.
package struct TooMany: Error, Sendable, Equatable {
    package let retryAfter: Duration

    package init(retryAfter: Duration) {
        self.retryAfter = retryAfter
    }
}
