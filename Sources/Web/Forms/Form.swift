import Foundation

/// The fields of a form, in their order; a name may stand there more than once.
struct Form: Sendable, Equatable {
    struct Field: Sendable, Equatable {
        let name: String
        let value: String
    }

    let fields: [Field]

    init(fields: [Field]) { self.fields = fields }

    /// Of `application/x-www-form-urlencoded` (WHATWG URL, 5.1). Line ends become `\n`: browsers send
    /// `\r\n`, and words and passages are counted in what people typed.
    init(text: String) {
        fields = text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return Field(
                name: Self.decoded(parts[0]),
                value: parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
    }

    /// The first of that name, as it was typed; empty where there is none.
    subscript(_ name: String) -> String {
        fields.first { $0.name == name }?.value ?? ""
    }

    func all(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// Nil where it was left empty.
    func filled(_ name: String) -> String? {
        let value = self[name].trimmingCharacters(in: .whitespacesAndNewlines)
        return value.isEmpty ? nil : value
    }

    func isChecked(_ name: String) -> Bool { fields.contains { $0.name == name } }

    /// As it was sent.
    var text: String {
        fields.map { "\(Address.encoded($0.name))=\(Address.encoded($0.value))" }
            .joined(separator: "&")
    }

    /// Passwords and codes are in no page that is sent back: whoever sent them types them again.
    var withoutSecrets: Form {
        Form(fields: fields.filter { !Self.secrets.contains($0.name) })
    }

    private static let secrets: Set<String> = ["old", "password", "again", "code"]

    private static func decoded(_ text: Substring) -> String {
        lines(text.replacing("+", with: " ").removingPercentEncoding ?? "")
    }

    /// With each line end as `\n`, so that what is sent once more is the same (WHATWG Infra, 4.7).
    static func lines(_ text: String) -> String {
        guard text.utf8.contains(13) else { return text }
        var (lines, last) = (String.UnicodeScalarView(), Unicode.Scalar(0 as UInt8))
        // Scalars, for as a `Character` the two of a line end are one.
        for scalar in text.unicodeScalars {
            if scalar == "\r" {
                lines.append("\n")
            } else if scalar != "\n" || last != "\r" {
                lines.append(scalar)
            }
            last = scalar
        }
        return String(lines)
    }
}
