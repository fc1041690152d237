import Domain
import Foundation

func markdown(_ bytes: [UInt8]) {
    check(Markdown(String(decoding: bytes, as: UTF8.self)).html)
}

/// The first two bytes say where passages begin and end.
func marked(_ bytes: [UInt8]) {
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

/// What is found lies within the text, one behind the other.
func privacy(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    var end = 0
    for finding in PrivacyScreen.standard.findings(in: text) {
        precondition(finding.span.lowerBound >= end, "two findings at one place")
        end = finding.span.upperBound
    }
    precondition(end <= text.unicodeScalars.count, "a finding outside the text")
}

func multipart(_ bytes: [UInt8]) {
    guard let form = try? Multipart(bytes, boundary: "b") else { return }
    precondition(form.parts.count <= 50, "too many parts")
}

/// What was read comes back from what is written of it.
func form(_ bytes: [UInt8]) {
    let form = Form(text: String(decoding: bytes, as: UTF8.self))
    precondition(Form(text: form.text) == form, "a form came back changed")
    _ = form.filled("title")
}
