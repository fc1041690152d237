package import Foundation

/// A second factor of sign-in: codes of an app, and recovery codes for when that is lost.
package struct SecondFactor: Sendable, Equatable {
    package enum Refusal: String, Refusing {
        /// The service has no key to seal secrets with.
        case notOffered = "second-factor-not-offered"
        case alreadyOn = "second-factor-already-on"
        /// There is none to confirm, or to change.
        case notOn = "second-factor-not-on"
        /// Another code, one that was used, or a clock that is wrong.
        case wrongCode = "wrong-code"
        /// The sign-in that waited for a code is over: begin anew.
        case signInOver = "sign-in-over"
    }

    /// How many recovery codes someone gets.
    package static let recoveryCodes = 10
    /// How long a sign-in waits for a code.
    package static let patience: TimeInterval = 600

    /// Nil while it is being set up: then it isn't asked for yet.
    package let confirmedAt: Date?
    package let recoveryCodesLeft: Int

    package init(confirmedAt: Date?, recoveryCodesLeft: Int) {
        self.confirmedAt = confirmedAt
        self.recoveryCodesLeft = recoveryCodesLeft
    }

    package var isOn: Bool { confirmedAt != nil }
}
