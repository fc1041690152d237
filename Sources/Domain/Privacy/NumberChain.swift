/// Groups of digits with one scalar between each two, as in "555-555-0101" or "120/80": all of them
/// as far as they go, so that no part is taken for a whole.
struct NumberChain {
    private(set) var groups: [Range<Int>] = []
    private(set) var joints: [Unicode.Scalar] = []
    /// Behind all of it.
    private(set) var end: Int

    /// From a digit on; nothing may be joined to it from before.
    init(_ text: ScannedText, from start: Int) {
        end = start
        while true {
            let last = text.end(from: end, while: \.isDigit)
            // No number that is looked for has more.
            if groups.count < 12 { groups.append(end..<last) }
            end = last
            guard Self.joins(text[end]), text[end + 1].isDigit else { return }
            if joints.count < 12 { joints.append(text[end]) }
            end += 1
        }
    }

    var lengths: [Int] { groups.map(\.count) }
    var span: Range<Int> { (groups.first?.lowerBound ?? end)..<end }

    func isJoined(by belongs: (Unicode.Scalar) -> Bool) -> Bool { joints.allSatisfy(belongs) }

    static func joins(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isHyphen || "./:,".unicodeScalars.contains(scalar)
    }
}

extension ScannedText {
    /// The chains that stand by themselves: no letter, sign or currency before them, and no letter or
    /// per cent behind.
    func chainsAlone() -> [NumberChain] {
        var (found, end): ([NumberChain], Int) = ([], 0)
        for place in numbers where place >= end {
            let chain = NumberChain(self, from: place)
            if standsAlone(chain.span) { found.append(chain) }
            end = chain.end
        }
        return found
    }

    func standsAlone(_ span: Range<Int>) -> Bool {
        let (before, behind) = (self[span.lowerBound - 1], self[span.upperBound])
        return !before.isWord && !behind.isWord && !before.isHyphen
            && !"._/$€£#=+%".unicodeScalars.contains(before)
            && !"_/%°@".unicodeScalars.contains(behind)
    }

    func number(_ span: Range<Int>) -> Int { span.reduce(0) { min($0, 99_999) * 10 + digit($1) } }

    private func digit(_ place: Int) -> Int { Int(self[place].value) - 48 }
}
