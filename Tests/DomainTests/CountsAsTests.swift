import Domain
import Testing

@Suite struct CountsAsTests {
    @Test(arguments: [CountsAs.completion, .points(Points(thousandths: 5000)), .notCounted])
    func `code and worth say it all`(countsAs: CountsAs) {
        #expect(CountsAs(code: countsAs.code, worth: countsAs.worth) == countsAs)
    }

    @Test func `points without a worth, and a worth without points, are refused`() {
        #expect(CountsAs(code: "points", worth: nil) == nil)
        #expect(CountsAs(code: "points", worth: .zero) == nil)
        #expect(CountsAs(code: "completion", worth: Points(thousandths: 1)) == nil)
        #expect(CountsAs(code: "scored", worth: nil) == nil)
    }
}
