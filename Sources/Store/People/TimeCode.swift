import Crypto
import Foundation

/// Codes that change every 30 seconds, from a secret that an app shares with us: TOTP (RFC 6238) over
/// HOTP (RFC 4226), with HMAC-SHA-1 and six digits, which every authenticator app knows.
struct TimeCode: Sendable {
    /// What RFC 4226 recommends: 160 bits.
    static let secretLength = 20
    private static let step: Int64 = 30

    let secret: [UInt8]

    /// The six digits at that moment.
    func digits(at now: Date) -> String {
        digits(ofStep: Self.step(at: now))
    }

    /// The step that the code is of: this one or a neighbor, for clocks differ (RFC 6238, 5.2), and
    /// later than the last that was taken. Nil for any other code.
    func step(of code: String, after last: Int64, at now: Date) -> Int64? {
        let current = Self.step(at: now)
        var found: Int64?
        // All are compared, in the same time whichever it is.
        for step in [current - 1, current, current + 1]
        where Self.isSame(code, digits(ofStep: step)) && step > last {
            found = step
        }
        return found
    }

    private static func step(at now: Date) -> Int64 {
        Int64(now.timeIntervalSince1970.rounded(.down)) / step
    }

    private func digits(ofStep step: Int64) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Data($0) }
        let code = Array(
            HMAC<Insecure.SHA1>.authenticationCode(
                for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(code[19] & 15)
        let number = code[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let digits = String((number & 0x7FFF_FFFF) % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension TimeCode: CustomStringConvertible, CustomReflectable {
    var description: String { "TimeCode" }
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
