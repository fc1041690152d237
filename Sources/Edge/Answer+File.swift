package import HTTPTypes
package import Hummingbird

extension Answer {
    /// A zip file that nobody on the way keeps.
    package static func archive(
        named name: String, _ bytes: [UInt8], _ status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "application/zip", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A file that is made while it is read. What fails in its middle breaks the connection: a body
    /// that ended in good order would be taken for the whole.
    package static func file(
        named name: String, _ mediaType: String, _ context: Context,
        _ write: @escaping @Sendable (_ take: ([UInt8]) async throws -> Void) async throws -> Void
    ) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: mediaType, .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ],
            body: ResponseBody { writer in
                do {
                    try await write { try await writer.send($0) }
                } catch let error where !(error is ReaderGone) {
                    // The answer has begun with 200: nowhere else is anything heard of it.
                    context.report("broke off", error)
                    throw error
                }
                try await writer.finish(nil)
            })
    }
}

/// Nobody takes the rest of an answer.
private struct ReaderGone: Error {}

extension ResponseBodyWriter {
    fileprivate mutating func send(_ bytes: [UInt8]) async throws {
        do {
            try await write(ByteBuffer(bytes: bytes))
        } catch {
            throw ReaderGone()
        }
    }
}
