import Foundation
import Store

extension SealingKey {
    /// The key that the settings name. Beside a private PostgreSQL one is made at the first start.
    static func of(_ settings: Settings) throws -> SealingKey? {
        if let file = settings.secondFactorKeyFile { return try read(file) }
        guard settings.database == nil else { return nil }
        let file = settings.dataFolder + "/second-factor.key"
        if !FileManager.default.fileExists(atPath: file) {
            var random = SystemRandomNumberGenerator()
            let key = SealingKey(random: &random).text
            guard
                FileManager.default.createFile(
                    atPath: file, contents: Data(key.utf8),
                    attributes: [.posixPermissions: 0o600])
            else { throw Stop("\(file) can't be written. Give the service its data folder.") }
        }
        return try read(file)
    }

    private static func read(_ file: String) throws -> SealingKey {
        // Whatever keeps it from being read, the sentence says what to do.
        guard let text = try? String(contentsOfFile: file, encoding: .utf8),
            let key = SealingKey(text: text)
        else {
            throw Stop(
                "\(file) holds no key. Write 64 hexadecimal digits into it: openssl rand -hex 32")
        }
        return key
    }
}
