/// A file of an archive: its path there, and its bytes.
struct PackedFile: Equatable, Sendable {
    /// ASCII, with `/` between folders.
    let path: String
    let bytes: [UInt8]

    init(_ path: String, _ bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    init(_ path: String, _ text: String) {
        self.init(path, Array(text.utf8))
    }
}
