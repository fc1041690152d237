import Domain
import Foundation
import Interchange

/// What libFuzzer calls with each input. Nothing here may crash; what must hold besides is a
/// precondition.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    parse(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// The one that the environment names.
nonisolated(unsafe) private let parse: ([UInt8]) -> Void = {
    let name = ProcessInfo.processInfo.environment["FUZZ_PARSER"] ?? ""
    guard let parser = parsers[name] else { fatalError("There is no parser “\(name)”") }
    return parser
}()

nonisolated(unsafe) private let parsers: [String: ([UInt8]) -> Void] = [
    "roster": { _ = try? RosterFile($0) },
    "people": { _ = try? PersonFile($0) },
    "contacts": { _ = try? ContactFile($0) },
    "rejection": { _ = try? RejectionFile($0) },
    "communities": { _ = try? CommunityFile($0) },
    "csv": table, "markdown": markdown, "marked": marked, "multipart": multipart, "json": json,
    "times": times,
]

/// What was read comes back from what is written of it.
private func table(_ bytes: [UInt8]) {
    guard let rows = try? CSVReader().records(in: bytes).map(\.fields) else { return }
    let written = CSVWriter(for: .machine).bytes(of: rows)
    // A file may be larger written than it was; then nothing is read.
    guard let again = try? CSVReader(delimiter: .comma).records(in: written) else { return }
    precondition(again.map(\.fields) == rows, "a table came back changed")
}

private func markdown(_ bytes: [UInt8]) {
    check(Markdown(String(decoding: bytes, as: UTF8.self)).html)
}

/// The first two bytes say where passages begin and end.
private func marked(_ bytes: [UInt8]) {
    guard bytes.count > 4 else { return }
    let text = String(decoding: bytes.dropFirst(4), as: UTF8.self)
    let length = text.unicodeScalars.count
    let places = bytes.prefix(4).map { Int($0) * length / 255 }
    let spans = [places[0], places[2]].indices.map {
        let (one, other) = (places[2 * $0], places[2 * $0 + 1])
        return min(one, other)..<max(one, other)
    }
    let marked = MarkedText(text, spans.filter { !$0.isEmpty })
    marked.html.map(check)
    precondition(
        marked.pieces.map(\.text).joined().unicodeScalars.elementsEqual(text.unicodeScalars),
        "a marked text lost something")
}

/// No element and no address that could run something.
private func check(_ html: String) {
    let lower = html.lowercased()
    for word in ["<script", "<iframe", "<img src=\"javascript:", "href=\"javascript:", "<style"] {
        precondition(!lower.contains(word), "\(word) in what was made of Markdown")
    }
}

private func multipart(_ bytes: [UInt8]) {
    guard let form = try? Multipart(bytes, boundary: "b") else { return }
    precondition(form.parts.count <= 50, "too many parts")
}

private struct Sent: Codable {
    let title: String?
    let dueAt: Date?
    let points: Points?
    let levels: [String: Int]?
    let items: [Item]?
    let day: Day?

    struct Item: Codable {
        let id: String
        let count: Int?
    }
}

/// Faults are told at their places; what is read comes back from what is written of it.
private func json(_ bytes: [UInt8]) {
    do {
        let sent = try JSONCoding.decode(Sent.self, from: bytes)
        let written = try JSONCoding.encode(sent)
        let again = try JSONCoding.encode(JSONCoding.decode(Sent.self, from: written))
        precondition(again == written, "a body came back changed")
    } catch is Invalid {
    } catch {
        fatalError("\(error) isn't told as a fault of the body")
    }
}

private func times(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let date = Instant.date(text), Era.holds(date) {
        precondition(Instant.date(Instant.text(date)) == date, "an instant came back changed")
    }
    _ = LocalTime.date(text, in: "America/New_York")
    if let day = Day(text) { precondition(Day(day.description) == day, "a day came back changed") }
    if let points = Points(text) {
        precondition(Points(points.description) == points, "points came back changed")
    }
}
