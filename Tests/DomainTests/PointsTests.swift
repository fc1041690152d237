import Domain
import Foundation
import Testing

@Suite struct PointsTests {
    @Test(arguments: [
        ("9.5", 9500, "9.5"), ("0", 0, "0"), ("10.050", 10050, "10.05"), ("-0.125", -125, "-0.125"),
        ("007", 7000, "7"), ("999999999.999", 999_999_999_999, "999999999.999"),
    ])
    func `decimals are read exactly and written shortest`(text: String, size: Int, written: String)
    {
        #expect(Points(text)?.thousandths == size)
        #expect(Points(text)?.description == written)
    }

    @Test(arguments: [
        "", "-", ".5", "5.", "1.2345", "1e3", "+1", "1,5", " 1", "١", "1000000000", "--1",
    ])
    func `anything else is refused`(text: String) {
        #expect(Points(text) == nil)
    }

    @Test(arguments: [(1, 500, 1), (-1, 500, -1), (1, 499, 0), (9500, 850, 8075)])
    func `a share is rounded half away from zero`(size: Int, share: Int, expected: Int) {
        let part = Points(thousandths: size).share(Share(thousandths: share))

        #expect(part.thousandths == expected)
    }

    @Test func `points travel as strings, never as numbers`() throws {
        let coded = try JSONEncoder().encode([Points(thousandths: 9500)])

        #expect(String(decoding: coded, as: UTF8.self) == #"["9.5"]"#)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Points].self, from: Data("[9.5]".utf8))
        }
    }
}
