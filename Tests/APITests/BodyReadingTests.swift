import Edge
import Foundation
import Hummingbird
import NIOCore
import Testing

@Suite struct BodyReadingTests {
    @Test func `whoever goes away in the midst of a body is no failure of the service`()
        async throws
    {
        let body = RequestBody(
            asyncSequence: AsyncThrowingStream<ByteBuffer, any Error> { parts in
                parts.yield(ByteBuffer(string: "{"))
                parts.finish(throwing: IOError(errnoCode: ECONNRESET, reason: "read"))
            })

        let error = await #expect(throws: HTTPError.self) { try await Received.whole(body) }

        #expect(error?.status == .badRequest)
    }
}
