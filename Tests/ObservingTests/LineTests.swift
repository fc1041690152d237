import Foundation
import Logging
import Testing

@testable import Observing

@Suite struct LineTests {
    private let line = LogLine(
        time: 1_795_727_643.251, level: .warning, message: "re\"quest",
        fields: [
            "ms": .stringConvertible(1.5), "status": .stringConvertible(200),
            "level": "mine", "text": "a\nb \u{7F}", "all": ["x", "y"], "deep": ["k": "v"],
        ])

    private func text(_ add: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        add(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a line of JSON is one object, whose fields can't hide its own`() throws {
        let text = text(line.addJSON)

        let read = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(text.filter { $0 == "\n" }.count == 1 && text.hasSuffix("}\n"))
        #expect(read["time"] as? String == "2026-11-26T21:14:03.251Z")
        #expect(read["level"] as? String == "warning" && read["level_"] as? String == "mine")
        #expect(read["message"] as? String == "re\"quest")
        #expect(read["ms"] as? Double == 1.5 && read["status"] as? Int == 200)
        #expect(read["text"] as? String == "a\nb \u{7F}")
        #expect(read["all"] as? [String] == ["x", "y"])
        #expect(read["deep"] as? [String: String] == ["k": "v"])
    }

    @Test func `a line of text is one line, whatever its fields hold`() {
        let text = text(line.addText)

        #expect(text.filter { $0 == "\n" }.count == 1)
        #expect(text.hasPrefix("2026-11-26T21:14:03.251Z warning re\"quest "))
        #expect(text.contains(#" text="a\nb \u007f""#) && text.contains(" status=200"))
    }

    @Test func `lines come in their order, and a flush waits for the last`() throws {
        let file = "/tmp/peerspective-test-\(UUID().uuidString)"
        defer { unlink(file) }
        let descriptor = open(file, O_WRONLY | O_CREAT, 0o600)
        let writer = LineWriter(descriptor: descriptor)

        for number in 0..<5000 { writer.write { $0 += "\(number)\n".utf8 } }
        writer.flush()

        let written = try String(contentsOfFile: file, encoding: .utf8)
        #expect(written == (0..<5000).map { "\($0)\n" }.joined())
        #expect(writer.dropped == 0)
    }

    @Test func `nobody waits for a reader who takes nothing: lines are dropped and counted`() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let (reader, end) = (ends[0], ends[1])
        let writer = LineWriter(descriptor: end, limit: 100)
        // The pipe holds 64 KiB; the writer is stuck in the first line, or soon after.
        let long = [UInt8](repeating: 120, count: 100_000)
        for _ in 0..<10_000 { writer.write { $0 += long } }

        #expect(writer.dropped > 9000)

        // Without a reader the writer goes on, and ends.
        signal(SIGPIPE, SIG_IGN)
        close(reader)
    }
}
