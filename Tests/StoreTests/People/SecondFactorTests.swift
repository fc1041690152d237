import Domain
import Foundation
import Postgres
import Support
import Testing

@testable import Store

@Suite(.world) struct SecondFactorTests {
    private let dean = World.actor(World.dean)
    private let vega = World.actor(World.vega)
    private let words = "correct horse battery staple"

    private var records: Records {
        get throws { try #require(TestDatabase.current).records }
    }

    private func signIn(
        at now: Date = World.noon, from address: String = "::1"
    ) async throws -> SignInAnswer {
        try await records.signIn(
            "vega@example.edu", words, at: "northfield", from: address, requestID: "test",
            at: now)
    }

    private func send(
        _ code: String, _ answer: SignInAnswer, at now: Date, from address: String = "::1"
    ) async throws -> SignedIn {
        guard case .asksForCode(let challenge, _) = answer else { throw CodeAsked() }
        return try await records.signIn(
            waiting: challenge, code: code, from: address, requestID: "test", at: now)
    }

    /// Vega has one: the app that makes its codes, and the recovery codes.
    private func setUp() async throws -> (app: TimeCode, codes: [String]) {
        try await records.setPassword(words, of: World.vega, by: dean, at: World.noon)
        let here = try await signIn().session().secret
        try await records.startSecondFactor(by: vega, at: World.noon)
        let app = try await app()
        let codes = try await records.confirmSecondFactor(
            code: app.digits(at: World.noon), password: words, keeping: here, by: vega,
            at: World.noon)
        return (app, codes)
    }

    /// As an app reads the secret that is shown.
    private func app() async throws -> TimeCode {
        let shown = try await records.startedSecondFactor(by: vega)
        let values = shown.base32.utf8.map { letter in
            Int(letter) - (letter >= 65 ? 65 : 50 - 26)
        }
        var (bytes, pending, count) = ([UInt8](), 0, 0)
        for value in values {
            (pending, count) = ((pending << 5 | value) & 0xFFFF, count + 5)
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: pending >> count))
        }
        #expect(shown.address.contains("secret=\(shown.base32)&issuer=Peerspective"))
        return TimeCode(secret: bytes)
    }

    /// RFC 6238, appendix B, the last six of its eight digits.
    @Test(arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"),
        (1_234_567_890, "005924"), (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ])
    func `codes are those of the standard`(_ second: Int, _ code: String) {
        let app = TimeCode(secret: Array("12345678901234567890".utf8))

        #expect(app.digits(at: Date(timeIntervalSince1970: Double(second))) == code)
    }

    @Test func `after the password a code is asked for, and lets in once`() async throws {
        let (app, _) = try await setUp()
        let now = World.noon + 60

        let answer = try await signIn(at: now)
        let session = try await send(app.digits(at: now), answer, at: now)
        let again = try await signIn(at: now)

        #expect(session.person == World.vega)
        _ = try await records.authenticate(session.secret, requestID: "test", at: now)
        await #expect(throws: SecondFactor.Refusal.signInOver) {
            try await send(app.digits(at: now), answer, at: now)
        }
        await #expect(throws: SecondFactor.Refusal.wrongCode) {
            try await send(app.digits(at: now), again, at: now)
        }
        let record = try await records.audit(AuditFilter(action: "session."), by: dean).items
        #expect(record.contains { $0.entry.detail == ["second_factor": "code"] })
        #expect(record.contains { $0.entry.action == "session.refused" })
    }

    @Test func `of two requests with one code only one is let in`() async throws {
        let (app, _) = try await setUp()
        let now = World.noon + 60
        let code = app.digits(at: now)
        let answers = [try await signIn(at: now), try await signIn(at: now)]

        let sessions = await withTaskGroup(of: Bool.self) { group in
            for answer in answers {
                group.addTask { (try? await send(code, answer, at: now)) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }

        #expect(sessions == 1)
    }

    @Test func `a recovery code lets in once, however it is typed`() async throws {
        let (_, codes) = try await setUp()
        let code = try #require(codes.first)
        #expect(codes.count == 10 && Set(codes).count == 10 && code.count == 29)

        let session = try await send(
            code.lowercased().replacing("-", with: " "), try await signIn(), at: World.noon)

        #expect(session.person == World.vega)
        await #expect(throws: SecondFactor.Refusal.wrongCode) {
            try await send(code, try await signIn(), at: World.noon)
        }
        #expect(try await records.ownSecondFactor(by: vega)?.recoveryCodesLeft == 9)
    }

    @Test func `a code of half a minute ago is taken, one of a minute and a half isn't`()
        async throws
    {
        let (app, _) = try await setUp()
        let now = World.noon + 600

        await #expect(throws: SecondFactor.Refusal.wrongCode) {
            try await send(app.digits(at: now - 90), try await signIn(at: now), at: now)
        }
        _ = try await send(app.digits(at: now - 30), try await signIn(at: now), at: now)
    }

    @Test func `guessing codes is slowed, and its owner gets in from elsewhere`() async throws {
        let (app, _) = try await setUp()
        let now = World.noon + 60
        for _ in 0..<5 {
            await #expect(throws: SecondFactor.Refusal.wrongCode) {
                try await send("000000", try await signIn(at: now), at: now, from: "192.0.2.1")
            }
        }

        await #expect(throws: TooMany.self) {
            try await send(
                app.digits(at: now), try await signIn(at: now), at: now, from: "192.0.2.1")
        }
        _ = try await send(
            app.digits(at: now), try await signIn(at: now), at: now, from: "198.51.100.1")
    }

    @Test func `a sign-in that waits ends with a new password, and after ten minutes`()
        async throws
    {
        let (app, _) = try await setUp()
        let now = World.noon + 60
        let waiting = try await signIn(at: now)
        await #expect(throws: SecondFactor.Refusal.signInOver) {
            try await send(app.digits(at: now + 600), waiting, at: now + 600)
        }

        let other = try await signIn(at: now)
        let made = try await records.invite(World.vega, by: dean, at: now)
        try await records.acceptInvitation(
            made.secret, password: words + "!", requestID: "test", at: now)

        await #expect(throws: SecondFactor.Refusal.signInOver) {
            try await send(app.digits(at: now), other, at: now)
        }
        #expect(try await records.ownSecondFactor(by: vega)?.isOn == true)
    }

    @Test func `it is asked for only once it is confirmed, and its secret is shown no more`()
        async throws
    {
        try await records.setPassword(words, of: World.vega, by: dean, at: World.noon)
        let here = try await signIn().session().secret
        try await records.startSecondFactor(by: vega, at: World.noon)
        let first = try await records.startedSecondFactor(by: vega)
        try await records.startSecondFactor(by: vega, at: World.noon)
        #expect(try await records.startedSecondFactor(by: vega) == first)

        await #expect(throws: SecondFactor.Refusal.wrongCode) {
            try await records.confirmSecondFactor(
                code: "12345", password: words, keeping: here, by: vega, at: World.noon)
        }
        _ = try await signIn().session()
        _ = try await records.confirmSecondFactor(
            code: try await app().digits(at: World.noon), password: words, keeping: here,
            by: vega, at: World.noon)

        await #expect(throws: CodeAsked.self) { try await signIn().session() }
        await #expect(throws: SecondFactor.Refusal.notOn) {
            try await records.startedSecondFactor(by: vega)
        }
        await #expect(throws: SecondFactor.Refusal.alreadyOn) {
            try await records.startSecondFactor(by: vega, at: World.noon)
        }
    }

    @Test func `turning it on or off takes the password, and ends the other sessions`()
        async throws
    {
        let (app, old) = try await setUp()
        let now = World.noon + 60
        let here = try await send(app.digits(at: now), try await signIn(at: now), at: now).secret
        let there = try await send(
            try #require(old.last), try await signIn(at: now), at: now
        ).secret

        await #expect(throws: Person.Refusal.wrongPassword) {
            try await records.removeSecondFactor(
                password: "another", keeping: here, by: vega, at: now)
        }
        let codes = try await records.renewRecoveryCodes(password: words, by: vega, at: now)
        #expect(Set(codes).isDisjoint(with: old))
        try await records.removeSecondFactor(password: words, keeping: here, by: vega, at: now)

        _ = try await records.authenticate(here, requestID: "test", at: now)
        await #expect(throws: Unauthenticated.self) {
            try await records.authenticate(there, requestID: "test", at: now)
        }
        _ = try await signIn(at: now).session()
    }

    @Test func `the office turns off one that is lost, of its own school`() async throws {
        _ = try await setUp()
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.removeSecondFactor(of: World.vega, by: vega, at: World.noon)
        }
        await #expect(throws: NotFound.self) {
            try await records.removeSecondFactor(
                of: World.vega, by: World.actor(World.sam), at: World.noon)
        }
        #expect(try await records.person(World.vega, by: dean).hasSecondFactor)

        try await records.removeSecondFactor(of: World.vega, by: dean, at: World.noon)

        _ = try await signIn().session()
    }

    @Test func `whoever reads the database has no secret, nor gives it to another`() async throws {
        let (app, codes) = try await setUp()
        let database = try #require(TestDatabase.current)
        let row = try await database.owner.read([
            "SELECT sealed FROM second_factor"
        ])[0].one()
        let sealed: [UInt8] = try row["sealed"]

        #expect(!Data(sealed).contains(Data(app.secret)))
        let stored = try await database.owner.read(["SELECT digest FROM recovery_code"])[0]
            .map { row -> [UInt8] in try row["digest"] }
        #expect(stored.count == 10)
        #expect(!stored.contains { codes.map { Array($0.utf8) }.contains($0) })
        // Vega's row in the place of Hahn's doesn't open.
        _ = try await database.owner.write([
            """
            INSERT INTO second_factor (institution_id, person_id, sealed, started_at, last_step)
            VALUES (\(World.northfield), \(World.hahn), \(sealed), \(World.noon), 0)
            """
        ])
        await #expect(throws: SecondFactor.Refusal.notOffered) {
            try await records.startedSecondFactor(by: World.actor(World.hahn))
        }
    }

    @Test func `without a key none is offered, and one that is on still keeps out`() async throws {
        let (app, codes) = try await setUp()
        let database = try #require(TestDatabase.current)
        let keyless = Records(
            database.service,
            passwords: PasswordQueue(
                cost: .init(logRounds: 4, blockSize: 8, parallelism: 1),
                patience: .seconds(600)))
        let now = World.noon + 60

        await #expect(throws: SecondFactor.Refusal.notOffered) {
            try await keyless.startSecondFactor(by: World.actor(World.hahn), at: now)
        }
        guard case .asksForCode(let challenge, _) = try await signIn(at: now) else {
            throw CodeAsked()
        }
        await #expect(throws: SecondFactor.Refusal.notOffered) {
            try await keyless.signIn(
                waiting: challenge, code: app.digits(at: now), from: "::1", requestID: "test",
                at: now)
        }
        _ = try await keyless.signIn(
            waiting: challenge, code: try #require(codes.first), from: "::1",
            requestID: "test", at: now)
    }
}
