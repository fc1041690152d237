import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// The sheet and the scripts. An address holds the digest of what it leads to, so a browser
/// keeps it for ever and never shows an old one.
enum Assets {
    private struct Asset: Sendable {
        let address: String
        let type: String
        let bytes: [UInt8]
    }

    static func address(_ name: String) -> String {
        named[name]?.address ?? Address.asset(name).path
    }

    static func answer(_ name: String, _ request: Request) throws -> Response {
        guard let asset = addressed[Substring(name)] else { throw HTTPError(.notFound) }
        return Response(
            status: .ok,
            headers: [
                .contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }

    private static let files: [String: [UInt8]] = [
        "look.css": PackageResources.look_css,
        "zone.js": PackageResources.zone_js,
        "reading.js": PackageResources.reading_js,
        // What learners do.
        "writing.js": PackageResources.writing_js,
        "findings.js": PackageResources.findings_js,
        "keeping.js": PackageResources.keeping_js,
    ]

    private static let named: [String: Asset] = Dictionary(
        uniqueKeysWithValues: files.map { name, bytes in
            let digest = SHA256.hash(data: bytes).prefix(6).map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined()
            let dot = name.lastIndex(of: ".") ?? name.endIndex
            let address = Address.asset("\(name[..<dot])-\(digest)\(name[dot...])").path
            return (
                name,
                Asset(
                    address: address,
                    type: name.hasSuffix(".css") ? "text/css; charset=utf-8" : "text/javascript",
                    bytes: bytes)
            )
        })

    private static let addressed: [Substring: Asset] = Dictionary(
        uniqueKeysWithValues: named.values.map { ($0.address.split(separator: "/").last ?? "", $0) }
    )
}
