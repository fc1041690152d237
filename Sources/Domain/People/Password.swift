/// What a password must be, after NIST SP 800-63B: long enough, not too long to hash, and none that
/// everybody tries first. No rules of composition, no expiry.
package enum Password {
    package static let least = 12
    package static let most = 256

    package static func check(
        _ password: String, pointer: String = "/password"
    ) throws(Invalid) {
        guard password.unicodeScalars.count >= least else {
            throw Invalid(pointer, "too-short", "Choose at least \(least) characters.")
        }
        guard password.unicodeScalars.count <= most else {
            throw Invalid(pointer, "too-long", "Choose at most \(most) characters.")
        }
        let plain = password.lowercased().filter(\.isLetter)
        let isRepeated = Set(password).count < 4
        guard !isRepeated, !worst.contains(plain) else {
            throw Invalid(pointer, "too-common", "This is among the first that are tried.")
        }
    }

    private static let worst: Set<String> = [
        "password", "passwordpassword", "qwertyuiop", "qwertyqwerty", "letmein", "letmeinletmein",
        "iloveyou", "administrator", "welcome", "welcomewelcome", "changeme", "peerspective",
        "abcdefghijkl", "correcthorsebatterystaple",
    ]
}
