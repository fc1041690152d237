import Edge
import Foundation
import HTTPTypes
import Hummingbird

/// A form with files in it. A file stands among the fields too, in letters that any form can carry:
/// so it can be sent once more, from a page that shows what it would do.
struct Upload: Sendable {
    let form: Form
    private let files: [String: [UInt8]]

    /// Nil where none was chosen.
    func file(_ name: String) -> [UInt8]? {
        files[name] ?? form.filled(name).flatMap(Carried.bytes)
    }

    init(_ request: Request, _ context: Context) async throws {
        guard let type = request.headers[.contentType],
            let boundary = Multipart.boundary(of: type)
        else {
            form = Form(text: try await Form.text(request, context))
            files = [:]
            return
        }
        let bytes = try await Received(request, context).bytes
        let parts: [Multipart.Part]
        do throws(Multipart.Refusal) {
            parts = try Multipart(bytes, boundary: boundary).parts
        } catch {
            throw HTTPError(.badRequest)
        }
        let chosen = parts.filter { $0.fileName != nil && !$0.bytes.isEmpty }
        files = Dictionary(chosen.map { ($0.name, $0.bytes) }, uniquingKeysWith: { one, _ in one })
        form = Form(
            fields: parts.filter { $0.fileName == nil }.map {
                Form.Field(
                    name: $0.name,
                    value: Form.lines(String(decoding: $0.bytes, as: UTF8.self)))
            } + chosen.map { Form.Field(name: $0.name, value: Carried.text($0.bytes)) })
    }
}

extension Form {
    static func text(_ request: Request, _ context: Context) async throws -> String {
        guard let type = request.headers[.contentType],
            type.lowercased().hasPrefix("application/x-www-form-urlencoded")
        else { throw HTTPError(.unsupportedMediaType) }
        return String(decoding: try await Received(request, context).bytes, as: UTF8.self)
    }
}

/// Bytes in letters that need no escape in a form (RFC 4648, 5).
enum Carried {
    static func text(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    static func bytes(_ text: String) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let standard = text.replacing("-", with: "+").replacing("_", with: "/") + padding
        return Data(base64Encoded: standard).map(Array.init)
    }
}

extension Visit {
    /// As `form()`, of a form that uploads.
    func upload() async throws -> Upload {
        let upload = try await Upload(request, context)
        guard upload.form[FormToken.field] == formToken else {
            throw FormExpired(form: upload.form, path: request.uri.path, token: formToken)
        }
        return upload
    }
}
