import Domain
import Testing

/// What stands in reflections and leads to nobody.
@Suite struct PrivacyProseTests {
    private func expectNothing(in text: String) {
        let found = PrivacyScreen.standard.findings(in: text)

        #expect(found.isEmpty, "\(found.map(\.reason))")
    }

    @Test(arguments: [
        "120/80", "A1c 7.2", "an A1c of 7.2%, down from 9.5", "2 pm – 4 pm", "2pm-4pm", "21:59:30",
        "in 1998-1999", "1921–2021", "2026-11-26", "11/26/2026", "26.11.2026", "24 Feb, 21:59 MST",
        "10-20-30", "ratio 1:2:3:4:5", "1:10 carbs", "a 3-2-4 split", "12-34-5678", "000-12-3456",
        "5.5-7.0 mmol/L", "70-180 mg/dL", "220, 245, 210, 180", "220 245 2100", "$1,200-1,500",
        "10,000 steps", "6,023,105 people", "+10 points", "+1", "-555-555-0101-",
        "978-3-16-148410-0",
        "doi 10.1007/s00125-020-05180-x", "PMC6501517", "PMID 30943372",
        "ORCID 0000-0002-1825-0097",
        "ICD-10 E10.65", "LOINC 4548-4", "section 2.1.3.4", "version 1.2.3.4",
        "45 CFR 164.514(b)(2)",
        "NDC 0002-8215-01", "G6PD", "SpO2 98-99", "3 x 10^9", "ELEC 742", "CRN 10432",
        "room 5550101",
        "n = 1,234,567", "0.5 u/kg", "1 u/hour", "2.5 U/L", "15 g/10 u", "(2012) 120-180",
        "100% of 5555550101", "911", "988", "1-800-273-8255", "(800) 273-8255", "+1 800 273 8255",
        "phone in 2019-2023", "phone 24/7", "by phone 2026-11-26", "tel aviv 1948 1967",
    ])
    func `numbers of medicine, time and the course are left alone`(_ text: String) {
        expectNothing(in: text)
        expectNothing(in: "She said \(text), and I wrote it down.")
    }

    @Test(arguments: [
        "me@home", "I feel more me@home than there", "@home", "@ home", "stay @work", "@3am",
        "@2pm.",
        "@5mg", "@ 120 mg", "@A1c 7.2", "seen @ED", "@9ET", "@7ish", "@75%", "apples @1.50",
        "5@3.50", "@_@", "(@_@;)", "@w@", "@@", "@",
        "f@#k", "b@d", "me@home.So I stayed", "meet @night", "@everyone", "@120", "#dsma",
        "#t1d #gbdoc",
        "u/s of the thyroid", "u/a was clear", "units/day", "and/or", "he/she", "s/he", "w/o",
        "a@b", "@a", "6@8", "C#", "@дома", "x@", "@.com", "joe@", "mid-@sentence",
    ])
    func `an @ in prose, and a hashtag, are no handle`(_ text: String) {
        expectNothing(in: text)
        expectNothing(in: "She wrote \(text) and left.")
    }

    @Test(arguments: [
        "e.g. this, i.e. that", "U.S.A.", "a.m.", "the end.It was", "no.So what", "etc...then",
        "Dr. Org", "Ph.D.", "Node.js", "3.5.2", "www", "www.", "http", "https://", "://",
        "http://,",
        "com.", ".com", "a dot com", "...", "1.2.3", "St.John", "vs.them", "R.N.", "Type.1",
    ])
    func `full stops don't make an address`(_ text: String) { expectNothing(in: text) }

    @Test(arguments: [
        "a record number of people", "a record number 12 times", "took into account 100000 people",
        "on no account 12345678", "my account is 3 years old", "account number 12", "patient 12345",
        "patient number 12 of 40", "the chart no longer shows 12345", "no policy number was 5",
        "mrn", "an MRN is a number", "insurance in 2026", "a member since 20101112",
        "one group number 4", "chart 12345", "social security was cut in 1983", "IP law",
        "IP 1.2.3",
        "a card numbered 12345678", "patients no. 12345", "face::bad", "a::b::c", "dead:beef",
        "12:30:45:15", "00:1A:2B:3C", "std::string", "::", "ab:cd:ef:ab:cd:ef",
    ])
    func `words that announce a number don't make one`(_ text: String) { expectNothing(in: text) }

    @Test(arguments: [
        "Она написала: «я устала», и я поняла её.", "她说：“我累了。”（2026年11月26日）",
        "「疲れた」と書いていた。A1cは7.2%。", "เธอเขียนว่าเหนื่อย", "כתבה: ״אני עייפה״, 120/80",
        "كتبت: «أنا متعبة»، ١٢٣-٤٥-٦٧٨٩", "👩‍⚕️🏳️‍🌈 e\u{301}te\u{301} 2019", "", " ", "\n\n",
        "“She” – said… ‘no’", "½ of ⅔", "x² + y²",
    ])
    func `prose in other scripts is left alone`(_ text: String) { expectNothing(in: text) }
}
