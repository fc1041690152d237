import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Setting up the second factor, its recovery codes, turning it off.
struct SecondFactorRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/account/second-factor", use: show),
            PageRoute(.post, "/account/second-factor", use: start),
            PageRoute(.post, "/account/second-factor/confirmation", use: confirm),
            PageRoute(.post, "/account/second-factor/recovery-codes", use: renewCodes),
            PageRoute(.post, "/account/second-factor/removal", use: remove),
        ]
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        try await page(visit).shown(visit.request)
    }

    @Sendable func start(_ visit: Visit) async throws -> Response {
        _ = try await visit.form()
        return try await answering(visit) {
            try await records.startSecondFactor(by: visit.actor, at: visit.now)
            return Shown.redirect(.secondFactor)
        }
    }

    @Sendable func confirm(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        return try await answering(visit) {
            let codes = try await records.confirmSecondFactor(
                code: form["code"], password: form["old"], keeping: visit.secret(),
                by: visit.actor, at: visit.now)
            return RecoveryCodesPage(visit, codes).shown(visit.request)
        }
    }

    @Sendable func renewCodes(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        return try await answering(visit) {
            let codes = try await records.renewRecoveryCodes(
                password: form["old"], by: visit.actor, at: visit.now)
            return RecoveryCodesPage(visit, codes).shown(visit.request)
        }
    }

    @Sendable func remove(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        return try await answering(visit) {
            try await records.removeSecondFactor(
                password: form["old"], keeping: visit.secret(), by: visit.actor, at: visit.now)
            return Shown.redirect(.account, done: .secondFactorOff)
        }
    }

    private func answering(
        _ visit: Visit, _ body: () async throws -> Response
    ) async throws -> Response {
        do {
            return try await body()
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return try await page(visit, mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    private func page(
        _ visit: Visit, _ mistakes: Mistakes = .none
    ) async throws -> SecondFactorPage {
        let factor = try await records.ownSecondFactor(by: visit.actor)
        let secret =
            factor.map(\.isOn) == false
            ? try await records.startedSecondFactor(by: visit.actor) : nil
        return SecondFactorPage(
            visit, factor, secret, isOffered: records.offersSecondFactor, mistakes)
    }
}

/// The second factor as it stands: none, being set up, or on.
struct SecondFactorPage: Page {
    static let template = PageTemplate(PackageResources.second_factor_mustache)

    /// What an app is given.
    struct SetUp: Sendable {
        let code: QRCode?
        /// In groups of four, to be typed.
        let secret: String
        let action: String
        let fields: [Field]
    }

    struct On: Sendable {
        let since: Moment
        let codesLeft: String
        let newCodes: String
        let fields: [Field]
    }

    let frame: Frame
    let token: String
    let tokenField = FormToken.field
    let mistake: String?
    /// Nil where there is one, or none is offered.
    let start: String?
    let isOffered: Bool
    let setUp: SetUp?
    let on: On?
    /// Nil where there is none.
    let removal: String?
    let removalFields: [Field]

    init(
        _ visit: Visit, _ factor: SecondFactor?, _ secret: SecondFactorSecret?, isOffered: Bool,
        _ mistakes: Mistakes
    ) {
        frame = visit.frame("Second factor", crumbs: [Link("Your account", .account)])
        token = visit.formToken
        mistake = mistakes.general
        self.isOffered = isOffered
        start = isOffered && factor == nil ? Address.secondFactor.path : nil
        setUp = secret.map { SetUp($0) }
        on = factor?.confirmedAt.map { since in
            On(
                since: visit.moment(since),
                codesLeft: Said.count(factor?.recoveryCodesLeft ?? 0, "recovery code"),
                newCodes: Address.recoveryCodes.path, fields: [.ownPassword(id: "codes")])
        }
        removal = factor.map { _ in Address.secondFactorRemoval.path }
        removalFields = [.ownPassword(id: "removal")]
    }
}

extension SecondFactorPage.SetUp {
    fileprivate init(_ secret: SecondFactorSecret) {
        code = QRCode(secret.address)
        let letters = Array(secret.base32)
        self.secret = stride(from: 0, to: letters.count, by: 4)
            .map { String(letters[$0..<min($0 + 4, letters.count)]) }.joined(separator: " ")
        action = Address.secondFactorConfirmation.path
        fields = [
            Field(
                "code", "Code that the app shows", hint: "Six digits.",
                autocomplete: "one-time-code"),
            .ownPassword(id: "confirmation"),
        ]
    }
}

/// Shown once.
struct RecoveryCodesPage: Page {
    static let template = PageTemplate(PackageResources.recovery_codes_mustache)

    let frame: Frame
    let codes: [String]
    let back = Address.secondFactor.path

    init(_ visit: Visit, _ codes: [String]) {
        frame = visit.frame(
            "Recovery codes",
            crumbs: [Link("Your account", .account), Link("Second factor", .secondFactor)])
        self.codes = codes
    }
}

extension Field {
    /// Who changes the means to sign in shows anew that they are who they are.
    static func ownPassword(id: String) -> Field {
        Field(
            "old", "Your password", type: "password", autocomplete: "current-password",
            id: "field-old-\(id)")
    }
}

extension Visit {
    /// Of the session that asks.
    func secret() throws -> Secret {
        guard let secret = request.secret else { throw Unauthenticated() }
        return secret
    }
}
