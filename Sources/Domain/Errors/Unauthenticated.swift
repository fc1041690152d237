/// Nobody is signed in, or no longer: a session or token that is unknown, ended or expired. Which of
/// them is nobody's business.
package struct Unauthenticated: Error, Sendable, Equatable {
    package init() {}
}

/// What was given to sign in with isn't right; which part of it isn't said.
package struct WrongCredentials: Error, Equatable {
    package init() {}
}
