/// Tables of every awkward character, the same for the same seed.
struct RandomTable {
    private static let pieces = [
        "a", "Ada", "0012", ",", ";", "\t", "\"", "\"\"", "\r\n", "\n", "\r", " ", "'", "=", "@",
        "é", "e\u{301}", "日本", "👩🏽‍⚕️", "\u{FEFF}", "\u{202E}", "-1", "", "null",
    ]

    let rows: [[String]]

    init(seed: UInt64) {
        var random = SplitMix(state: seed)
        let width = Int.random(in: 1...6, using: &random)
        rows = (0..<Int.random(in: 1...30, using: &random)).map { _ in
            (0..<width).map { _ in Self.cell(&random) }
        }
    }

    private static func cell(_ random: inout SplitMix) -> String {
        (0..<Int.random(in: 0...5, using: &random))
            .map { _ in pieces.randomElement(using: &random) ?? "" }
            .joined()
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
