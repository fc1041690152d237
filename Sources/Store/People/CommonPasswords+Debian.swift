package import Domain
import Foundation

extension CommonPasswords {
    /// The list of Debian's package `john-data`: some 3,500, most of them seen in great leaks.
    package static let listPath = "/usr/share/john/password.lst"

    /// With the list where it is installed; else what the program knows by itself.
    static let installed = CommonPasswords(
        list: FileManager.default.contents(atPath: listPath).map {
            String(decoding: $0, as: UTF8.self)
        } ?? "")

    package static var isListInstalled: Bool {
        FileManager.default.isReadableFile(atPath: listPath)
    }
}
