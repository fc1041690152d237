import Domain
import Testing

/// What is found, class by class.
@Suite struct PrivacyExamplesTests {
    private func expect(_ class: PrivacyFinding.Class, in marked: String) {
        let text = MarkedText(marked).text
        let found = PrivacyScreen.standard.findings(in: text)

        #expect(MarkedText.marking(text, found) == marked)
        #expect(found.allSatisfy { $0.class == `class` }, "\(found)")
    }

    @Test(arguments: [
        "She wrote from ⟦joe@example.com⟧.", "⟦JOE.BLOGGS+T1D@mail.example.co.uk⟧",
        "mailto:⟦joe_b@example.org⟧, he said", "(⟦j-o'neil@sub.example.edu⟧)",
        "“⟦joe@example.com⟧”", "<⟦joe@example.com⟧>", "⟦joe@example.com⟧.It helped",
        "Both ⟦a@example.com⟧;⟦b@example.com⟧", "иван пишет с ⟦иван@почта.рф⟧ каждый день",
        "邮箱是⟦joe@example.com⟧，谢谢", "メールは⟦joe@example.com⟧まで", "ekmekçi ⟦çağrı@örnek.com⟧",
        "🙂⟦joe@example.com⟧🙂", "e\u{301}crit a\u{300} ⟦joe@example.com⟧ hier",
        "⟦Joe@Example.Com⟧ wrote", "⟦7up@example.info⟧",
    ])
    func `an e-mail address is found`(_ marked: String) { expect(.email, in: marked) }

    @Test(arguments: [
        "I thought of ⟦@threeamjuice⟧ all week.", "⟦@three_am_juice⟧’s second post",
        "⟦@3amjuice⟧ again", "(⟦@juice.box⟧)", "“⟦@juicebox⟧”", "by ⟦@juicebox⟧, who",
        "RT ⟦@juicebox⟧: hello", "Thanks ⟦@juicebox⟧.She answered", "—⟦@juicebox⟧", " -⟦@juicebox⟧",
        "⟦@name@its.example.social⟧ is where", "спасибо ⟦@juicebox⟧ за", "ευχαριστώ ⟦@juicebox⟧",
        "我读了⟦@threeamjuice⟧的博客", "今日も⟦@threeamjuice⟧さんが", "ขอบคุณ⟦@juicebox⟧มาก",
        "🙂⟦@juicebox⟧", "⟦@zoë_t1d⟧ wrote", "⟦@Женя1982⟧ пишет", "#dsma with ⟦@juicebox⟧",
        "⟦u/threeamjuice⟧ posted", "⟦/u/juice⟧ posted", "so said ⟦u/t1d_mom⟧.",
    ])
    func `a handle is found`(_ marked: String) { expect(.handle, in: marked) }

    @Test(arguments: [
        "See ⟦https://example.org/2013/04/night⟧.", "(⟦http://example.org/a_(b)⟧)",
        "(⟦https://example.org/a⟧)", "⟦HTTPS://Example.org⟧", "⟦www.example.org⟧, then",
        "⟦www.élodie-lupus.fr⟧", "⟦www.пример.рф⟧.",
        "on ⟦example.com/r/diabetes⟧ I", "⟦medium.com/@juicebox/night⟧", "⟦youtu.be/dQw4w9WgXcQ⟧",
        "her ⟦threeamjuice.wordpress.com⟧ and", "«⟦https://example.org/é?q=1&r=2#c⟧»",
        "看⟦https://example.org/a⟧这里", "⟦https://user@example.org/x⟧",
        "“⟦https://example.org/a⟧”", "⟦http://192.168.10.1/x⟧", "⟦https://пример.рф/стр⟧ тут",
    ])
    func `a web address is found`(_ marked: String) { expect(.webAddress, in: marked) }

    @Test(arguments: [
        "I read ⟦example.org⟧ for an hour.", "the forum (⟦diabetes.example.co.uk⟧)",
        "⟦Example.COM⟧ is moderated", "I left ⟦example.org⟧.It was late",
    ])
    func `the bare name of a site is found`(_ marked: String) { expect(.site, in: marked) }

    @Test(arguments: [
        "Call ⟦555-555-0101⟧.", "⟦1-212-555-0101⟧", "⟦212.555.0101⟧", "⟦(212) 555-0101⟧ after six",
        "⟦(212)555-0101⟧", "⟦+1 212 555 0101⟧", "⟦+1 (212) 555-0101⟧", "⟦+49 30 90182 0123⟧",
        "⟦+33 6 12 34 56 78⟧,", "⟦+4512345678⟧", "phone: ⟦030 901820⟧", "Tel. ⟦030/901820⟧",
        "fax no. ⟦5550101⟧", "WhatsApp ⟦07700 900123⟧", "her phone number is ⟦5555550101⟧",
        "телефон ⟦495 123-45-67⟧", "212–555–0101".wrapped, "212\u{2011}555\u{2011}0101".wrapped,
    ])
    func `a telephone number is found`(_ marked: String) { expect(.telephone, in: marked) }

    @Test(arguments: [
        "MRN ⟦0012345⟧", "mrn: ⟦12345678⟧.", "MRN#⟦AB-123456⟧", "medical record number ⟦1234567⟧",
        "Medical Record No. ⟦1234567⟧", "patient id ⟦10432⟧", "chart #⟦998877⟧",
        "NHS number ⟦943 476 5919⟧", "hospital no: ⟦H123456⟧",
    ])
    func `a record number is found`(_ marked: String) { expect(.recordNumber, in: marked) }

    @Test(arguments: [
        "account no. ⟦12345678⟧", "Account number: ⟦1234 5678⟧", "acct #⟦12345⟧",
        "policy number ⟦XYZ-1234567⟧", "member ID ⟦W123456789⟧",
        "card number ⟦4111-1111-1111-1111⟧",
    ])
    func `an account number is found`(_ marked: String) { expect(.accountNumber, in: marked) }

    @Test(arguments: [
        "⟦123-45-6789⟧", "SSN ⟦123456789⟧", "Social Security number no. ⟦123456789⟧",
        "social security number is ⟦123 45 6789⟧",
        "ssn: ⟦900-45-6789⟧",
    ])
    func `a Social Security number is found`(_ marked: String) {
        expect(.socialSecurity, in: marked)
    }

    @Test(arguments: [
        "from ⟦192.168.10.1⟧.", "IP ⟦8.8.8.8⟧", "IP address: ⟦10.0.0.1⟧,",
        "⟦2001:db8:85a3::8a2e:370:7334⟧", "⟦2001:0db8:0000:0000:0000:ff00:0042:8329⟧ posted",
    ])
    func `an IP address is found`(_ marked: String) { expect(.ipAddress, in: marked) }
}

extension String {
    fileprivate var wrapped: String { "⟦\(self)⟧" }
}
