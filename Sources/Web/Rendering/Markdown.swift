import CCmark
import Foundation

/// Text that people wrote, as HTML: CommonMark in cmark's safe mode, which leaves out raw HTML and
/// addresses that could run something.
struct Markdown: Sendable {
    /// Safe to stand in a page as it is; templates show it by three braces.
    let html: String

    init(_ text: String) {
        let options = CMARK_OPT_DEFAULT | CMARK_OPT_HARDBREAKS | CMARK_OPT_VALIDATE_UTF8
        var text = text
        html = text.withUTF8 { bytes in
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
}
