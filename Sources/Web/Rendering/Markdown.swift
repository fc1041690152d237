import CCmark
import Foundation

/// Text that people wrote, as HTML: CommonMark in cmark's safe mode, which leaves out raw HTML and
/// addresses that could run something. What it would take too long for stands as it was typed.
struct Markdown: Sendable {
    /// Safe to stand in a page as it is; templates show it by three braces.
    let html: String

    init(_ text: String) {
        html = Self.isTame(text) ? Self.made(of: text) : Self.asTyped(text).html
    }

    private static func made(of text: String) -> String {
        let options = CMARK_OPT_DEFAULT | CMARK_OPT_HARDBREAKS | CMARK_OPT_VALIDATE_UTF8
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                guard
                    let made = cmark_markdown_to_html(
                        characters.baseAddress, characters.count, options)
                else { return "" }
                defer { free(made) }
                return String(cString: made)
            }
        }
    }

    private static func asTyped(_ text: String) -> SafeHTML {
        "<div class=\"prose as-typed\">\(text)</div>"
    }

    private static let mostBytes = 65_536
    private static let mostNesting = 4096
    /// How long all that references stand for may be.
    private static let mostRepeated = 524_288

    /// Whether cmark's time and length follow the text's own. Debian's takes more than the square of
    /// the time for nested links, and ends the process where references repeat an address beyond a
    /// gigabyte.
    private static func isTame(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count <= mostBytes else { return false }
        var nesting = 0
        var hasReferences = false
        var last: UInt8 = 0
        for byte in bytes {
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: ">") { nesting += 1 }
            if byte == UInt8(ascii: ":"), last == UInt8(ascii: "]") { hasReferences = true }
            last = byte
        }
        return nesting <= mostNesting
            && (!hasReferences || nesting * bytes.count <= mostRepeated)
    }
}
