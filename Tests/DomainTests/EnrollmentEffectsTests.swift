import Domain
import Foundation
import Testing

@Suite struct EnrollmentEffectsTests {
    /// The rows of the table in the module's page, by state.
    private static func page() throws -> [String: [String]] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Domain/Domain.docc/Domain.md")
        let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("| `") }
            .map { row in
                row.split(separator: "|").map { $0.trimmingCharacters(in: [" ", "`"]) }
            }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], Array($0.dropFirst())) })
    }

    @Test(arguments: EnrollmentState.allCases)
    func `each state does what the module's page says`(state: EnrollmentState) throws {
        let effects = state.effects

        let found = [
            effects.dueTimes.rawValue, effects.drafts.rawValue,
            effects.maySubmit ? "yes" : "no", effects.showsAlias ? "shows" : "hidden",
            effects.posts.rawValue, effects.getsReminders ? "yes" : "no",
            effects.inStatistics ? "yes" : "no", effects.exportLine.rawValue,
        ]

        #expect(try Self.page()[state.rawValue] == found)
    }

    @Test func `the page has every state, and no other`() throws {
        #expect(
            try Self.page().keys.sorted() == EnrollmentState.allCases.map(\.rawValue).sorted())
    }
}
