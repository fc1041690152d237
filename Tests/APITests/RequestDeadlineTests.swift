import Edge
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

/// On a channel whose clock the test moves.
@Suite struct RequestDeadlineTests {
    private let channel = EmbeddedChannel()

    init() throws {
        try channel.pipeline.syncOperations.addHandler(RequestDeadline(.seconds(40)))
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/none")).wait()
    }

    @Test func `a request that trickles is closed, however often a part comes`() throws {
        try send(.head(Self.head))
        for _ in 0..<39 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try send(.body(ByteBuffer(string: " ")))
        }
        #expect(channel.isActive)

        channel.embeddedEventLoop.advanceTime(by: .seconds(1))

        #expect(!channel.isActive)
    }

    @Test func `a request that came whole leaves the connection open`() throws {
        try send(.head(Self.head))
        try send(.end(nil))

        channel.embeddedEventLoop.advanceTime(by: .hours(1))

        #expect(channel.isActive)
    }

    @Test func `the next request on a connection has its own time`() throws {
        try send(.head(Self.head))
        channel.embeddedEventLoop.advanceTime(by: .seconds(39))
        try send(.end(nil))
        try send(.head(Self.head))

        channel.embeddedEventLoop.advanceTime(by: .seconds(39))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))

        #expect(!channel.isActive)
    }

    @Test func `every part goes on to the one who answers`() throws {
        try send(.head(Self.head))
        try send(.body(ByteBuffer(string: "{}")))
        try send(.end(nil))

        let parts = try (0..<3).map { _ in try channel.readInbound(as: HTTPRequestPart.self) }

        #expect(parts == [.head(Self.head), .body(ByteBuffer(string: "{}")), .end(nil)])
    }

    private static let head = HTTPRequest(
        method: .post, scheme: "http", authority: "localhost", path: "/api/v1/sessions")

    private func send(_ part: HTTPRequestPart) throws {
        try channel.writeInbound(part)
    }
}
