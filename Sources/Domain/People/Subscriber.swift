import Foundation

/// Whom an address of the network stands for when attempts are counted: a household has all of an
/// IPv6 /64 (RFC 6177), so those count as one; an IPv4 address, also one written in IPv6, for itself.
package enum Subscriber {
    package static func of(_ address: String) -> String {
        var bytes = in6_addr()
        guard inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
        return withUnsafeBytes(of: bytes) { bytes in
            let isMapped =
                bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10..<12].allSatisfy { $0 == 0xFF }
            if isMapped { return bytes[12...].map(String.init).joined(separator: ".") }
            return bytes[..<8].map { String($0, radix: 16) }.joined(separator: " ")
        }
    }
}
