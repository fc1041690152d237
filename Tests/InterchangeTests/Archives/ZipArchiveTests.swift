import Foundation
import Testing

@testable import Interchange

@Suite struct ZipArchiveTests {
    private let files = [
        PackedFile("a.txt", "Text."), PackedFile("empty", ""),
        PackedFile("folder/every-byte", (0...255).map { UInt8($0) }),
        PackedFile("long", [UInt8](repeating: 65, count: 1 << 20)),
    ]

    @Test func `python's zipfile reads back every byte, and the first day of the format`() throws {
        let zip = try ZipArchive.bytes(of: files)
        let script = """
            import base64, zipfile
            archive = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
            assert archive.testzip() is None
            assert all(one.date_time == (1980, 1, 1, 0, 0, 0) for one in archive.infolist())
            print(json.dumps([[one, base64.b64encode(archive.read(one)).decode()]
                for one in archive.namelist()]))
            """

        let read = try JSONDecoder().decode([[String]].self, from: Python.run(script, on: zip))

        #expect(read.map { $0[0] } == files.map(\.path))
        #expect(read.map { Data(base64Encoded: $0[1]) } == files.map { Data($0.bytes) })
        #expect(zip.count < 1 << 16)
    }

    @Test func `a path that is there twice is refused`() {
        #expect(throws: ZipArchive.Failure.self) {
            try ZipArchive.bytes(of: [PackedFile("a", "1"), PackedFile("a", "2")])
        }
    }
}
