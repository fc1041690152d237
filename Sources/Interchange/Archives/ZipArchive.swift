internal import CLibzip
import Domain
import Foundation

/// A zip file, made in memory by libzip. The same files always give the same bytes: every entry has
/// the first time that the format knows, and is readable by its owner and group.
struct ZipArchive {
    /// libzip wouldn't: there is no memory, or a path is there twice.
    struct Failure: Error { let code: Int32 }

    private static let firstDay: UInt16 = 0x21
    private static let mode: UInt32 = 0o100640

    static func bytes(of files: [PackedFile]) throws(Failure) -> [UInt8] {
        var error = zip_error_t()
        guard let buffer = zip_source_buffer_create(nil, 0, 0, &error) else {
            throw Failure(code: error.zip_err)
        }
        defer { zip_source_free(buffer) }
        guard let archive = zip_open_from_source(buffer, ZIP_TRUNCATE, &error) else {
            throw Failure(code: error.zip_err)
        }
        // Closing gives up one hold on the buffer, reading it afterwards needs another.
        zip_source_keep(buffer)
        do throws(Failure) {
            for file in files { try add(file, to: archive) }
            guard zip_close(archive) == 0 else { throw failure(of: archive) }
        } catch {
            zip_discard(archive)
            throw error
        }
        return try read(buffer)
    }

    /// With the digests of all of them in `MANIFEST.sha256`, which `sha256sum -c` checks.
    static func bytes(
        of files: [PackedFile], _ sha256: LedgerChain.SHA256
    ) throws(Failure) -> [UInt8] {
        let manifest = files.map { "\(Hex.text(sha256($0.bytes)))  \($0.path)\n" }.joined()
        return try bytes(of: files + [PackedFile("MANIFEST.sha256", manifest)])
    }

    private static func add(_ file: PackedFile, to archive: OpaquePointer) throws(Failure) {
        // libzip reads the content when the archive is closed, and frees it.
        let content = malloc(max(1, file.bytes.count))
        guard let content else { throw Failure(code: ZIP_ER_MEMORY) }
        file.bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            content.copyMemory(from: start, byteCount: bytes.count)
        }
        guard let source = zip_source_buffer(archive, content, UInt64(file.bytes.count), 1) else {
            free(content)
            throw failure(of: archive)
        }
        let index = zip_file_add(archive, file.path, source, UInt32(ZIP_FL_ENC_UTF_8))
        guard index >= 0 else {
            zip_source_free(source)
            throw failure(of: archive)
        }
        let place = UInt64(index)
        guard zip_file_set_dostime(archive, place, 0, firstDay, 0) == 0,
            zip_file_set_external_attributes(
                archive, place, 0, UInt8(ZIP_OPSYS_UNIX), mode << 16) == 0
        else { throw failure(of: archive) }
    }

    private static func read(_ buffer: OpaquePointer) throws(Failure) -> [UInt8] {
        guard zip_source_open(buffer) == 0 else { throw failure(ofSource: buffer) }
        defer { zip_source_close(buffer) }
        var stat = zip_stat_t()
        zip_stat_init(&stat)
        guard zip_source_stat(buffer, &stat) == 0 else { throw failure(ofSource: buffer) }
        var bytes = [UInt8](repeating: 0, count: Int(stat.size))
        let count = bytes.withUnsafeMutableBytes {
            zip_source_read(buffer, $0.baseAddress, UInt64($0.count))
        }
        guard count == bytes.count else { throw failure(ofSource: buffer) }
        return bytes
    }

    private static func failure(of archive: OpaquePointer) -> Failure {
        Failure(code: zip_error_code_zip(zip_get_error(archive)))
    }

    private static func failure(ofSource source: OpaquePointer) -> Failure {
        Failure(code: zip_error_code_zip(zip_source_error(source)))
    }
}
