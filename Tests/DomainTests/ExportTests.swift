import Domain
import Testing

@Suite struct ExportTests {
    private func export(_ state: Export.State) -> Export {
        Export(
            id: Samples.id(20), offering: Samples.id(2), section: nil, format: .csv, lines: 1,
            ledgerSequence: 1, digest: [], madeBy: nil, madeAt: Samples.due, state: state)
    }

    @Test(arguments: Export.State.allCases, Export.State.allCases)
    func `an export is made, sent, then accepted or rejected, and never goes back`(
        from: Export.State, to: Export.State
    ) {
        var export = export(from)
        let allowed = ["made sent", "sent accepted", "sent rejected"]

        let moved: Bool
        do throws(Export.Refusal) {
            try export.move(to: to)
            moved = true
        } catch {
            moved = false
        }

        #expect(moved == allowed.contains("\(from.rawValue) \(to.rawValue)"))
        #expect(export.state == (moved ? to : from))
    }
}
