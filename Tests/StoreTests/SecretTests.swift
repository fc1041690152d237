import Foundation
import Store
import Testing

@Suite struct SecretTests {
    private let institution = UUID()

    @Test func `a secret read from its text has the institution and the digest`() throws {
        var random = SystemRandomNumberGenerator()
        let secret = Secret(of: institution, random: &random)

        let read = try #require(Secret(text: secret.text))

        #expect(read == secret)
        #expect(read.institution == institution)
        #expect(read.digest == secret.digest)
        #expect(read.digest.count == 32)
    }

    @Test func `two secrets differ`() {
        var random = SystemRandomNumberGenerator()

        #expect(
            Secret(of: institution, random: &random) != Secret(of: institution, random: &random))
    }

    @Test func `nothing that prints a secret shows its bits`() {
        var random = SystemRandomNumberGenerator()
        let secret = Secret(of: institution, random: &random)
        let bits = secret.text.suffix(43)

        #expect(!"\(secret)".contains(bits))
        #expect(!String(reflecting: secret).contains(bits))
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains(bits))
    }

    @Test(arguments: [
        "", "pp", "pp__", "xx_00000000000000000000000000000000_AAAA",
        "pp_00000000000000000000000000000000_AAAA", "pp_zz000000000000000000000000000000_AAAA",
        "pp_0000000000000000000000000000000é_AAAA",
    ])
    func `what can't be a secret is none`(_ text: String) {
        #expect(Secret(text: text) == nil)
    }
}
