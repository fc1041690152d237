import Domain
import Testing

@Suite struct AliasTests {
    private let theme = ["Ketone", "insulin ", "glucagon", "lancet"].compactMap { Alias($0) }
    private let people: [ID<Person>] = [Samples.id(1), Samples.id(2)]

    @Test func `everyone gets one of their own, and none that was ever used`() throws {
        var random = SeededRandom(3)
        let used = Set(theme.prefix(2))

        let found = try Alias.assign(to: people, from: theme, used: used, random: &random)

        #expect(Set(found.values) == Set(theme.suffix(2)))
        #expect(Set(found.keys) == Set(people))
    }

    @Test func `a list that is too short is refused`() {
        var random = SeededRandom(3)

        #expect(throws: Alias.Refusal.listExhausted) {
            try Alias.assign(
                to: people, from: theme, used: Set(theme.prefix(3)), random: &random)
        }
    }

    @Test func `blind codes are unique and don't follow the order of the work`() {
        var random = SeededRandom(4)
        let work: [ID<Assignment>] = (1...200).map { Samples.id(UInt8($0)) }

        let codes = BlindCode.make(for: work, random: &random)
        let again = BlindCode.make(for: work, random: &random)

        #expect(Set(codes.values).count == 200)
        #expect(work.compactMap { codes[$0] } != codes.values.sorted())
        #expect(work.allSatisfy { codes[$0] != again[$0] })
    }
}
