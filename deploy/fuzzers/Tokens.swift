import Domain
import Foundation
import Postgres

@testable import Store

func times(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let date = Instant.date(text), Era.holds(date) {
        precondition(Instant.date(Instant.text(date)) == date, "an instant came back changed")
    }
    _ = LocalTime.date(text, in: "America/New_York")
    if let day = Day(text) { precondition(Day(day.description) == day, "a day came back changed") }
    if let points = Points(text) {
        precondition(Points(points.description) == points, "points came back changed")
    }
    if let date = try? Date(postgresText: text) { _ = date.postgresText }
}

/// A cursor as it is sent, and, for the fuzzer can't write base64, one of the keys in the input.
func cursor(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let keys = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for cursor in [Cursor(text: text), Cursor(text: Cursor(keys).text)].compactMap({ $0 }) {
        precondition(Cursor(text: cursor.text) == cursor, "a cursor came back changed")
        let page = PageRequest(after: cursor)
        _ = try? page.id()
        _ = try? page.instant()
        _ = try? page.position()
        _ = page.text
    }
}

/// What a cookie or an `Authorization` brings.
func secret(_ bytes: [UInt8]) {
    guard let secret = Secret(text: String(decoding: bytes, as: UTF8.self)) else { return }
    precondition(Secret(text: secret.text) == secret, "a secret came back changed")
    precondition(!"\(secret)".contains(secret.text), "a secret tells itself")
}

func trace(_ bytes: [UInt8]) {
    guard let parent = TraceParent(String(decoding: bytes, as: UTF8.self)) else { return }
    precondition(TraceParent(parent.text) == parent, "a trace came back changed")
}
