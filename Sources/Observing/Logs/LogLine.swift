import Foundation
import Logging

/// What is said, before it is written.
struct LogLine: Sendable {
    let time: Double
    let level: Logger.Level
    let message: String
    let fields: Logger.Metadata

    /// `2026-11-26T20:14:03.251Z info request method=GET status=200`. Whatever could be taken for the end
    /// of a value, or of the line, is quoted as in JSON.
    func addText(to bytes: inout [UInt8]) {
        bytes += "\(Self.text(of: time)) \(level) ".utf8
        Self.add(message, quoted: message.utf8.contains { $0 < 32 }, to: &bytes)
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            bytes += " \(key)=".utf8
            let text = value.description
            let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 32 && $0 != 34 && $0 != 127 }
            Self.add(text, quoted: !isPlain, to: &bytes)
        }
        bytes.append(10)
    }

    /// One object: `time`, `level` and `message` before the fields, which can't hide them.
    func addJSON(to bytes: inout [UInt8]) {
        bytes += #"{"time":"\#(Self.text(of: time))","level":"\#(level)","message":"#.utf8
        Self.add(message, quoted: true, to: &bytes)
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            bytes.append(44)
            let isTaken = ["time", "level", "message"].contains(key)
            Self.add(isTaken ? key + "_" : key, quoted: true, to: &bytes)
            bytes.append(58)
            Self.add(value, to: &bytes)
        }
        bytes += "}\n".utf8
    }

    private static func add(_ value: Logger.MetadataValue, to bytes: inout [UInt8]) {
        switch value {
        case .string(let text): add(text, quoted: true, to: &bytes)
        case .stringConvertible(let number as Int): bytes += "\(number)".utf8
        case .stringConvertible(let number as Double) where number.isFinite:
            bytes += "\(number)".utf8
        case .stringConvertible(let thing): add(thing.description, quoted: true, to: &bytes)
        case .array(let values):
            bytes.append(91)
            for (place, value) in values.enumerated() {
                if place > 0 { bytes.append(44) }
                add(value, to: &bytes)
            }
            bytes.append(93)
        case .dictionary(let values):
            bytes.append(123)
            for (place, (key, value)) in values.sorted(by: { $0.key < $1.key }).enumerated() {
                if place > 0 { bytes.append(44) }
                add(key, quoted: true, to: &bytes)
                bytes.append(58)
                add(value, to: &bytes)
            }
            bytes.append(125)
        }
    }

    static func add(_ text: String, quoted: Bool, to bytes: inout [UInt8]) {
        guard quoted else {
            bytes += text.utf8
            return
        }
        bytes.append(34)
        for byte in text.utf8 {
            switch byte {
            case 34: bytes += #"\""#.utf8
            case 92: bytes += #"\\"#.utf8
            case 10: bytes += #"\n"#.utf8
            case 0..<32, 127:
                bytes += #"\u00"#.utf8
                if byte < 16 { bytes.append(48) }
                bytes += String(byte, radix: 16).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(34)
    }

    /// RFC 3339 in UTC, to the millisecond.
    static func text(of time: Double) -> String {
        let milliseconds = Int64((time * 1000).rounded(.down))
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func digits(_ number: some BinaryInteger, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(digits(parts.tm_year + 1900, 4))-\(digits(parts.tm_mon + 1, 2))-"
            + "\(digits(parts.tm_mday, 2))T\(digits(parts.tm_hour, 2)):\(digits(parts.tm_min, 2)):"
            + "\(digits(parts.tm_sec, 2)).\(digits(milliseconds % 1000, 3))Z"
    }
}
