import Foundation

/// Gathers faults, so that all of them are said at once.
struct Faults {
    private(set) var all: [Invalid.Fault] = []

    mutating func need(_ holds: Bool, _ pointer: String, _ code: String, _ detail: String) {
        guard !holds else { return }
        all.append(Invalid.Fault(pointer: pointer, code: code, detail: detail))
    }

    /// Throws if there were any.
    func end() throws(Invalid) {
        guard all.isEmpty else { throw Invalid(all) }
    }
}

extension TimeZone {
    /// Whether it is a place's name, whose clock follows its law; "EST" and "+05" are none.
    static func isKnown(_ name: String) -> Bool {
        name == "UTC" || (name.contains("/") && TimeZone(identifier: name) != nil)
    }
}
