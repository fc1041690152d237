import Store
import Testing

@Suite struct PasswordHashTests {
    private let cheap = PasswordHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1)
    private var random = SystemRandomNumberGenerator()

    @Test mutating func `a password matches its own hash and no other password does`() throws {
        let hash = try PasswordHash(hashing: "correct horse", cost: cheap, random: &random)

        #expect(try hash.matches("correct horse"))
        #expect(try !hash.matches("correct horse "))
        #expect(try !hash.matches(""))
    }

    @Test mutating func `a stored hash is read back with the cost it was made with`() throws {
        let hash = try PasswordHash(hashing: "ketone", cost: cheap, random: &random)

        let read = try #require(PasswordHash(phc: hash.phc))

        #expect(read == hash)
        #expect(read.isOutdated)
        #expect(try read.matches("ketone"))
    }

    @Test mutating func `the same password twice gives two hashes`() throws {
        let first = try PasswordHash(hashing: "ketone", cost: cheap, random: &random)
        let second = try PasswordHash(hashing: "ketone", cost: cheap, random: &random)

        #expect(first.phc != second.phc)
    }

    @Test mutating func `a password typed with combining marks is the same password`() throws {
        let hash = try PasswordHash(
            hashing: "Jo\u{0301}nsd\u{00F3}ttir", cost: cheap, random: &random)

        #expect(try hash.matches("J\u{00F3}nsdo\u{0301}ttir"))
    }

    @Test func `today's cost is what OWASP accepts`() throws {
        var random = SystemRandomNumberGenerator()
        let hash = try PasswordHash(hashing: "insulin", random: &random)

        #expect(hash.phc.hasPrefix("$scrypt$ln=15,r=8,p=3$"))
        #expect(!hash.isOutdated)
    }

    @Test(arguments: [
        "", "$scrypt$", "$argon2id$ln=15,r=8,p=3$AAAA$AAAA",
        "$scrypt$ln=15,r=8$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=60,r=8,p=3$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=15,r=8,p=3$*$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=15,r=8,p=3$AAAA$AAAA",
    ])
    func `a damaged string is no hash`(_ text: String) {
        #expect(PasswordHash(phc: text) == nil)
    }

    @Test func `a hash made elsewhere with the published test vector is understood`() throws {
        // RFC 7914 §12: scrypt("pleaseletmein", "SodiumChloride", N=16384, r=8, p=1), first 32 bytes.
        let phc =
            "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI"
        let hash = try #require(PasswordHash(phc: phc))

        #expect(try hash.matches("pleaseletmein"))
    }
}
