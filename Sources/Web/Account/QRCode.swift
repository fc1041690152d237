import CQrencode

/// A text as a picture that a phone reads (ISO/IEC 18004), by libqrencode.
struct QRCode: Sendable {
    /// Of each side, in modules, with the quiet zone of four.
    let side: Int
    /// The dark modules, as the data of an SVG path.
    let path: String

    /// Nil for a text that is too long for one.
    init?(_ text: String) {
        guard let code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1) else {
            return nil
        }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        var path = ""
        for row in 0..<width {
            for column in 0..<width where code.pointee.data[row * width + column] & 1 == 1 {
                path += "M\(column + 4) \(row + 4)h1v1h-1z"
            }
        }
        (side, self.path) = (width + 8, path)
    }
}
