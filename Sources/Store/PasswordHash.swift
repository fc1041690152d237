import Crypto
import CryptoExtras
import Foundation

/// A password as it is stored: scrypt in a PHC string, `$scrypt$ln=15,r=8,p=3$salt$hash`, so that
/// each hash carries the parameters it was made with.
///
/// N=2^15, r=8, p=3 is one of the settings that OWASP's password storage sheet and ASVS 5.0 accept;
/// about 0.4 s and 32 MiB on the machines we tried.
package struct PasswordHash: Sendable, Equatable {
    /// The cost of one derivation: `2^logRounds` rounds of blocks of `blockSize`, `parallelism` times.
    package struct Cost: Sendable, Equatable {
        package static let current = Cost(logRounds: 15, blockSize: 8, parallelism: 3)
        /// What a stored hash may ask of us: above it the string is taken for damaged.
        static let ceiling = Cost(logRounds: 20, blockSize: 16, parallelism: 16)

        package let logRounds: Int
        package let blockSize: Int
        package let parallelism: Int

        package init(logRounds: Int, blockSize: Int, parallelism: Int) {
            (self.logRounds, self.blockSize, self.parallelism) = (logRounds, blockSize, parallelism)
        }

        fileprivate var isAffordable: Bool {
            (1...Self.ceiling.logRounds).contains(logRounds)
                && (1...Self.ceiling.blockSize).contains(blockSize)
                && (1...Self.ceiling.parallelism).contains(parallelism)
        }
    }

    package let cost: Cost
    private let salt: [UInt8]
    private let hash: [UInt8]

    private static let saltLength = 16
    private static let hashLength = 32

    /// Hashes a password with a new salt. Takes as long as `cost` says: call it on the password
    /// queue, never on a thread that serves others.
    package init(
        hashing password: String, cost: Cost = .current,
        random: inout some RandomNumberGenerator
    ) throws {
        let salt = (0..<Self.saltLength).map { _ in UInt8.random(in: 0...255, using: &random) }
        self.cost = cost
        self.salt = salt
        hash = try Self.derive(password, salt: salt, cost: cost, length: Self.hashLength)
    }

    /// Reads a stored PHC string; nil when it is not one of ours.
    package init?(phc: String) {
        let parts = phc.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let cost = Cost(phc: parts[2]), cost.isAffordable,
            let salt = Self.decode(parts[3]), let hash = Self.decode(parts[4]),
            !salt.isEmpty, hash.count >= 16
        else { return nil }
        (self.cost, self.salt, self.hash) = (cost, salt, hash)
    }

    /// The string to store.
    package var phc: String {
        "$scrypt$\(cost.phc)$\(Self.encode(salt))$\(Self.encode(hash))"
    }

    /// Whether this was made with less than today's cost, and is to be made again at a sign-in.
    package var isOutdated: Bool { cost != .current }

    /// Compares in constant time. Takes as long as `cost` says.
    package func matches(_ password: String) throws -> Bool {
        let derived = try Self.derive(password, salt: salt, cost: cost, length: hash.count)
        return zip(derived, hash).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// NFKC, so that a password typed on another keyboard is the same one (NIST SP 800-63B).
    private static func derive(
        _ password: String, salt: [UInt8], cost: Cost, length: Int
    ) throws -> [UInt8] {
        let bytes = Data(password.precomposedStringWithCompatibilityMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: length, rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize, parallelism: cost.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("=", with: "")
    }

    private static func decode(_ text: Substring) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
        return Data(base64Encoded: text + padding).map(Array.init)
    }
}

extension PasswordHash.Cost {
    fileprivate var phc: String { "ln=\(logRounds),r=\(blockSize),p=\(parallelism)" }

    fileprivate init?(phc: Substring) {
        let values = phc.split(separator: ",").compactMap { pair -> (Substring, Int)? in
            let sides = pair.split(separator: "=")
            guard sides.count == 2, let value = Int(sides[1]) else { return nil }
            return (sides[0], value)
        }
        guard values.map(\.0) == ["ln", "r", "p"] else { return nil }
        self.init(logRounds: values[0].1, blockSize: values[1].1, parallelism: values[2].1)
    }
}
