import Edge
import HTTPTypes
import Hummingbird

/// The description of this API, OpenAPI 3.1. It is written by hand and held against the routes.
struct DescriptionRoutes {
    var endpoints: [Endpoint] {
        [Endpoint(.get, "/openapi.yaml", .anyone, use: description)]
    }

    @Sendable func description(_ request: Request, _ context: Context) async throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/yaml"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_yaml)))
    }
}
