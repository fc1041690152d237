import Foundation

/// What chains hash: one ASCII line of `key=value` for each field in order, divided by line feeds; an
/// absent value is empty. Not JSON: the key order and escapes of an encoder aren't a promise.
enum CanonicalText {
    static func bytes(_ fields: [(String, String)]) -> [UInt8] {
        Array(fields.map { "\($0.0)=\($0.1)" }.joined(separator: "\n").utf8)
    }

    /// Everything but printable ASCII without `%` and `=` as `%` and two digits: what a person wrote
    /// could hold anything, and a field can't end early.
    static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            (33...126).contains(byte) && byte != 37 && byte != 61
                ? String(UnicodeScalar(byte)) : "%" + String(Int(byte) + 256, radix: 16).dropFirst()
        }
        .joined()
    }

    /// PostgreSQL keeps microseconds: a row read back must give the same bytes.
    static func microseconds(_ time: Date) -> String {
        String(Int64((time.timeIntervalSince1970 * 1_000_000).rounded()))
    }
}
