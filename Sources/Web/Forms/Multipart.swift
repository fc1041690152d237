import Foundation

/// A form that uploads, `multipart/form-data` (RFC 7578), as browsers send it. Whatever differs from
/// that is refused rather than guessed at.
struct Multipart: Sendable, Equatable {
    struct Part: Sendable, Equatable {
        let name: String
        /// Nil of a field that isn't a file; empty where no file was chosen.
        let fileName: String?
        let bytes: [UInt8]
    }

    enum Refusal: String, Error {
        case noBoundary, noStart, noEnd, noHeader, noName, tooMany
    }

    static let mostParts = 50
    private static let mostHeader = 1000

    let parts: [Part]

    init(_ body: [UInt8], boundary: String) throws(Refusal) {
        guard (1...70).contains(boundary.utf8.count) else { throw .noBoundary }
        let line = Array("--\(boundary)".utf8)
        guard body.starts(with: line) else { throw .noStart }
        var rest = body[line.count...]
        var parts: [Part] = []
        while rest.starts(with: Self.lineEnd) {
            guard parts.count < Self.mostParts else { throw .tooMany }
            rest = rest.dropFirst(2)
            let (name, fileName) = try Self.header(&rest)
            guard let end = rest.firstPlace(of: Self.lineEnd + line) else { throw .noEnd }
            parts.append(
                Part(name: name, fileName: fileName, bytes: Array(rest[rest.startIndex..<end])))
            rest = rest[(end + 2 + line.count)...]
        }
        guard rest.elementsEqual("--".utf8) || rest.elementsEqual("--\r\n".utf8) else {
            throw .noEnd
        }
        self.parts = parts
    }

    private static let lineEnd = Array("\r\n".utf8)

    /// Takes the lines up to the empty one, of which only the disposition counts.
    private static func header(
        _ rest: inout ArraySlice<UInt8>
    ) throws(Refusal) -> (name: String, fileName: String?) {
        guard let end = rest.prefix(mostHeader).firstPlace(of: lineEnd + lineEnd) else {
            throw .noHeader
        }
        let text = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
        rest = rest[(end + 4)...]
        let lines = text.components(separatedBy: "\r\n")
        let start = "content-disposition: form-data;"
        guard let disposition = lines.first(where: { $0.lowercased().hasPrefix(start) }) else {
            throw .noHeader
        }
        guard let name = value("name", in: disposition) else { throw .noName }
        return (name, value("filename", in: disposition))
    }

    /// What stands in quotation marks behind `; name=`. Browsers write a mark within as `%22`, and
    /// line ends as `%0D%0A` (WHATWG HTML, multipart/form-data).
    private static func value(_ name: String, in disposition: String) -> String? {
        guard let start = disposition.range(of: "; \(name)=\"", options: .caseInsensitive) else {
            return nil
        }
        let rest = disposition[start.upperBound...]
        guard let end = rest.firstIndex(of: "\"") else { return nil }
        return String(rest[..<end]).replacing("%22", with: "\"").replacing("%0D%0A", with: "\n")
    }

    /// Of a `Content-Type`; nil where it isn't of such a form.
    static func boundary(of contentType: String) -> String? {
        let parts = contentType.split(separator: ";").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard parts.first?.lowercased() == "multipart/form-data" else { return nil }
        let name = "boundary="
        guard let part = parts.first(where: { $0.lowercased().hasPrefix(name) }) else { return nil }
        return String(part.dropFirst(name.count)).trimmingCharacters(in: ["\""])
    }
}

extension ArraySlice<UInt8> {
    /// Where those bytes stand first.
    fileprivate func firstPlace(of bytes: [UInt8]) -> Int? {
        guard let first = bytes.first else { return startIndex }
        var place = startIndex
        while let found = self[place...].firstIndex(of: first) {
            if self[found...].starts(with: bytes) { return found }
            place = found + 1
        }
        return nil
    }
}
