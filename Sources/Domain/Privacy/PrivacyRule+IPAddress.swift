extension PrivacyRule {
    static let ipAddress = PrivacyRule(
        .ipAddress, .block, "is an IP address: it leads to a household. Take it out.",
        spans: { text in
            let found =
                text.fourOctets() + text.eightGroups()
                + text.spans(behind: KeyPhrases.ip) {
                    text.octets(from: $0)
                }
            return found.sorted { $0.lowerBound < $1.lowerBound }.apart
        })
}

extension KeyPhrases {
    fileprivate static let ip = KeyPhrases([KeyPhrase("ip address"), KeyPhrase("ip")])
}

extension ScannedText {
    /// 192.168.10.1, but not 2.1.3.4: that is a section, or a version of something.
    fileprivate func fourOctets() -> [Range<Int>] {
        chains.filter { areOctets($0) && $0.lengths.reduce(0, +) >= 8 }.map(\.span)
    }

    fileprivate func octets(from place: Int) -> Range<Int>? {
        guard self[place].isDigit else { return nil }
        let chain = NumberChain(self, from: place)
        return areOctets(chain) && standsAlone(chain.span) ? chain.span : nil
    }

    private func areOctets(_ chain: NumberChain) -> Bool {
        chain.groups.count == 4 && chain.isJoined { $0 == "." }
            && chain.groups.allSatisfy { $0.count <= 3 && number($0) <= 255 }
    }

    /// 2001:db8::8a2e:370:7334: eight groups, or fewer about one "::"; never a time or a ratio.
    fileprivate func eightGroups() -> [Range<Int>] {
        var found: [Range<Int>] = []
        var end = 0
        for colon in places(of: ":") where colon >= end {
            let start = start(before: colon) { $0.isHexDigit || $0 == ":" }
            end = self.end(from: colon) { $0.isHexDigit || $0 == ":" }
            if !self[start - 1].isWord, !self[end].isWord, isGrouped(start..<end) {
                found.append(start..<end)
            }
        }
        return found
    }

    private func isGrouped(_ span: Range<Int>) -> Bool {
        guard (8...39).contains(span.count), span.contains(where: { self[$0] == ":" }) else {
            return false
        }
        let groups = text(span).split(separator: ":", omittingEmptySubsequences: false)
        let gaps = groups.filter(\.isEmpty).count
        return groups.allSatisfy { $0.count <= 4 } && groups.contains { $0.count >= 3 }
            && (gaps == 0 && groups.count == 8 || gaps == 1 && (5...8).contains(groups.count))
    }
}
