import Domain
import Foundation
package import HTTPTypes
package import Hummingbird
package import Store

/// How handlers answer. Records of people are never kept by a cache.
package enum Answer {
    package static func json(
        _ value: some Encodable, _ status: HTTPResponse.Status = .ok, version: Int? = nil,
        location: String? = nil
    ) throws -> Response {
        var headers: HTTPFields = [
            .contentType: "application/json", .cacheControl: "no-store",
        ]
        if let version { headers[.eTag] = "\"\(version)\"" }
        if let location { headers[.location] = location }
        return Response(
            status: status, headers: headers,
            body: ResponseBody(
                byteBuffer: ByteBuffer(bytes: try JSONCoding.encode(value))))
    }

    package static var nothing: Response {
        Response(status: .noContent, headers: [.cacheControl: "no-store"])
    }

    /// Items, `next_cursor`, and the same as a link (RFC 8288).
    package static func page<Item, Body: Encodable>(
        _ page: Page<Item>, of request: Request, _ body: (Item) throws -> Body
    ) throws -> Response {
        let next = page.next?.text
        var response = try json(
            PageBody(items: try page.items.map(body), nextCursor: next))
        if let next { response.headers[.link] = "<\(request.address(of: next))>; rel=\"next\"" }
        return response
    }

    private struct PageBody<Item: Encodable>: Encodable {
        let items: [Item]
        let nextCursor: String?

        enum CodingKeys: CodingKey { case items, nextCursor }

        // `next_cursor` is there at the end too, as null.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(items, forKey: .items)
            try container.encode(nextCursor, forKey: .nextCursor)
        }
    }
}

extension Request {
    /// This request's address with another cursor.
    fileprivate func address(of cursor: String) -> String {
        let kept = (uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("cursor=") }
        return "\(uri.path)?" + (kept + ["cursor=\(cursor)"]).joined(separator: "&")
    }
}
