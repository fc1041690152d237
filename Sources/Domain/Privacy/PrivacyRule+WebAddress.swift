extension PrivacyRule {
    /// With a scheme, "www." or a path, or at a host where blogs have a person's name.
    static let webAddress = PrivacyRule(
        .webAddress, .block,
        "is a web address: it leads to what somebody wrote. Take it out; say what you read there.",
        spans: { text in
            text.eachAddress().filter { !$0.isBare }.map(\.span)
        })

    static let site = PrivacyRule(
        .site, .warn,
        "is a site's address, and a blog's leads to its author. "
            + "Take it out unless it names an organization.",
        spans: { text in
            text.eachAddress().filter(\.isBare).map(\.span)
        })
}

/// Endings of hosts that aren't words which a missing space would make of the next sentence.
private let endings: Set<String> = [
    "com", "org", "net", "edu", "gov", "mil", "io", "info", "blog", "app", "dev", "uk", "ca", "au",
    "nz", "ie", "de", "fr", "es", "nl", "se", "dk", "fi", "pl", "cz", "jp", "cn", "kr", "br", "mx",
    "eu", "ch", "ru", "za",
]

/// Their names are only a part of an address.
private let shortHosts: Set<String> = [
    "bit.ly", "youtu.be", "t.co", "redd.it", "fb.me", "wa.me", "t.me", "goo.gl", "ow.ly",
    "discord.gg", "linktr.ee", "lnkd.in",
]

/// A name in front of these is a person's blog.
private let blogHosts: Set<String> = [
    "blogspot.com", "wordpress.com", "tumblr.com", "substack.com", "livejournal.com",
    "typepad.com", "weebly.com", "wixsite.com",
]

private struct Address {
    let span: Range<Int>
    /// The name of a host and no more.
    let isBare: Bool
}

extension ScannedText {
    fileprivate func eachAddress() -> [Address] {
        var found: [Address] = []
        var seen = 0
        let signs =
            places(of: ":").filter { self[$0 + 1] == "/" }
            + places(of: ".").filter { !self[$0 + 1].isSpace }
        for sign in signs.sorted() where sign >= seen {
            let place = start(before: sign, while: Self.isOfHost)
            let run = end(from: sign, while: Self.isOfHost)
            seen = max(run, sign + 1)
            guard self[place].isASCIIWord, !isBegun(before: place),
                let address = address(place, run)
            else { continue }
            found.append(address)
            seen = max(run, address.span.upperBound)
        }
        return found
    }

    private static func isOfHost(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCIIWord || scalar == "-" || scalar == "."
    }

    private func isBegun(before place: Int) -> Bool {
        self[place - 1].isWord || "@._-/".unicodeScalars.contains(self[place - 1])
    }

    private func address(_ start: Int, _ run: Int) -> Address? {
        for scheme in ["https", "http", "ftp"] where run - start == scheme.utf8.count {
            guard has(scheme + "://", at: start), let end = rest(from: run + 3) else { continue }
            return Address(span: start..<end, isBare: false)
        }
        if has("www.", at: start), let end = rest(from: start + 4), end - start > 6 {
            return Address(span: start..<end, isBare: false)
        }
        guard self[run] != "@", isDotted(start..<run), let host = host(start..<run)
        else { return nil }
        if self[host.end] == "/",
            self[host.end + 1].isASCIIWord || "@?#~_".unicodeScalars.contains(self[host.end + 1]),
            let end = rest(from: host.end)
        {
            return Address(span: start..<end, isBare: false)
        }
        return host.isShort ? nil : Address(span: start..<host.end, isBare: !host.isBlog)
    }

    private func isDotted(_ run: Range<Int>) -> Bool {
        run.contains { self[$0] == "." && self[$0 + 1].isASCIIWord }
    }

    /// To the next space, without what ends the sentence. Scripts without spaces end it too.
    private func rest(from place: Int) -> Int? {
        let end = end(from: place) {
            !$0.isSpace && $0.value > 32 && $0.value < 0x2E80
                && !"<>\"“”„«»‘’…|`".unicodeScalars.contains($0)
        }
        // Of brackets only those that were opened outside of it end it.
        var open = (place..<end).reduce(0) { $0 + (self[$1] == "(" ? 1 : self[$1] == ")" ? -1 : 0) }
        let trimmed = start(before: end) {
            guard $0 == ")" else { return ".,;:!?'*]}".unicodeScalars.contains($0) }
            open += 1
            return open <= 0
        }
        return trimmed > place ? trimmed : nil
    }

    private func host(_ run: Range<Int>) -> (end: Int, isShort: Bool, isBlog: Bool)? {
        var labels = text(run.prefixed(255)).lowercased()
            .split(separator: ".", omittingEmptySubsequences: false)
        // "I read it on a.org.It helped": what can't be an ending is the next sentence.
        while labels.count >= 2 {
            let lasts = labels.suffix(2).joined(separator: ".")
            let end = run.lowerBound + labels.map(\.unicodeScalars.count).reduce(-1) { $0 + $1 + 1 }
            let isShort = labels.count == 2 && shortHosts.contains(lasts)
            let isWhole = labels.allSatisfy { !$0.isEmpty && $0.first != "-" && $0.last != "-" }
            if isWhole, isShort || labels.last.map({ endings.contains(String($0)) }) ?? false {
                return (end, isShort, labels.count > 2 && blogHosts.contains(lasts))
            }
            labels.removeLast()
        }
        return nil
    }
}

extension Range<Int> {
    fileprivate func prefixed(_ most: Int) -> Range<Int> {
        lowerBound..<Swift.min(upperBound, lowerBound + most)
    }
}
