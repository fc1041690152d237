import Domain
import Testing

@Suite struct CommonPasswordTests {
    private static let common = CommonPasswords(
        list: "#!comment: seen most often\ntrustno1\r\nBUTTERFLY\nmoon\nbutter\n")

    private func refusal(_ password: String, known: [String] = []) -> String? {
        do throws(Invalid) {
            try PasswordRule.check(password, known: known, common: Self.common)
            return nil
        } catch {
            return error.faults.first?.code
        }
    }

    @Test(arguments: [
        "trustno1trustno1", "Butterfly TRUSTNO1", "butterflybutterfly!!", "trustno1-password-x",
    ])
    func `what is made of the list's words alone is refused`(_ password: String) {
        #expect(refusal(password) == "too-common")
        #expect(refusal("okafor okafor 1", known: ["Adaeze Okafor"]) == "too-common")
    }

    @Test func `with enough of one's own, a word of the list may stand in it`() {
        #expect(refusal("butterfly lantern gravel") == nil)
        #expect(refusal("moon over quiet harbors") == nil, "short words aren't looked for")
        #expect(refusal("comment: seen most often") == nil, "a remark is no password")
    }
}
