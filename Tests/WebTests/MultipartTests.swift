import Testing

@testable import Web

@Suite struct MultipartTests {
    private func body(_ parts: String...) -> [UInt8] {
        Array((parts.map { "--b\r\n\($0)\r\n" }.joined() + "--b--\r\n").utf8)
    }

    @Test func `fields and files are read byte for byte`() throws {
        let file = #"Content-Disposition: form-data; name="file"; filename="a %22b%22.csv""#
        let sent = body(
            "content-disposition: form-data; name=\"note\"\r\n\r\none\r\ntwo",
            "\(file)\r\nContent-Type: text/csv\r\n\r\nx\r\n--c\r\n\r\n-b--")

        let parts = try Multipart(sent, boundary: "b").parts

        #expect(parts.map(\.name) == ["note", "file"])
        #expect(parts[0].fileName == nil && parts[0].bytes == Array("one\r\ntwo".utf8))
        #expect(parts[1].fileName == #"a "b".csv"#)
        #expect(parts[1].bytes == Array("x\r\n--c\r\n\r\n-b--".utf8))
    }

    @Test func `an empty part is empty, and no parts are none`() throws {
        let empty = body("Content-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n")

        #expect(try Multipart(empty, boundary: "b").parts.map(\.bytes) == [[]])
        #expect(try Multipart(Array("--b--".utf8), boundary: "b").parts.isEmpty)
    }

    @Test func `what isn't whole is refused`() {
        let part = "Content-Disposition: form-data; name=\"f\"\r\n\r\nx"
        let cases: [(String, Multipart.Refusal)] = [
            ("", .noStart), ("preamble\r\n--b--", .noStart), ("--b\r\n\(part)", .noEnd),
            ("--b\r\n\(part)\r\n--b", .noEnd), ("--b\r\n\(part)\r\n--b--more", .noEnd),
            ("--b\r\nx", .noHeader), ("--b\r\nContent-Type: a\r\n\r\nx\r\n--b--", .noHeader),
            ("--b\r\nContent-Disposition: form-data; x=\"f\"\r\n\r\nx\r\n--b--", .noName),
        ]
        for (text, refusal) in cases {
            #expect(throws: refusal) { try Multipart(Array(text.utf8), boundary: "b") }
        }
        #expect(throws: Multipart.Refusal.noBoundary) { try Multipart([], boundary: "") }
        let many = String(repeating: "--b\r\n\(part)\r\n", count: 51) + "--b--"
        #expect(throws: Multipart.Refusal.tooMany) {
            try Multipart(Array(many.utf8), boundary: "b")
        }
    }

    @Test func `the boundary is read from the type of the content`() {
        #expect(Multipart.boundary(of: "multipart/form-data; boundary=----x1") == "----x1")
        #expect(Multipart.boundary(of: "Multipart/Form-Data; a=b; Boundary=\"q\"") == "q")
        #expect(Multipart.boundary(of: "application/x-www-form-urlencoded") == nil)
        #expect(Multipart.boundary(of: "multipart/form-data") == nil)
    }

    @Test func `carried bytes come back as they were`() {
        for length in 0...5 {
            let bytes = (0..<length).map { UInt8(250 + $0) }
            #expect(Carried.bytes(Carried.text(bytes)) == bytes)
        }
    }

    @Test func `text within code-made HTML is escaped, in tags and in attributes`() {
        let text = #"<b a="1">'&"#

        let html: SafeHTML = "<p title=\"\(text)\">\(text)</p>"

        let escaped = "&lt;b a=&quot;1&quot;&gt;&#39;&amp;"
        #expect(html.html == "<p title=\"\(escaped)\">\(escaped)</p>")
    }
}
