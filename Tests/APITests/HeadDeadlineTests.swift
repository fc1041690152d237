import Edge
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

/// On a channel whose clock the test moves.
@Suite struct HeadDeadlineTests {
    private let channel = EmbeddedChannel()

    init() throws {
        try channel.pipeline.syncOperations.addHandler(Lines())
        try channel.pipeline.syncOperations.addHandler(HeadDeadline(.seconds(10)))
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/none")).wait()
    }

    @Test func `a head that trickles is closed, however often a byte comes`() throws {
        for _ in 0..<10 {
            try send("x")
            channel.embeddedEventLoop.advanceTime(by: .milliseconds(999))
        }
        #expect(channel.isActive)

        channel.embeddedEventLoop.advanceTime(by: .milliseconds(10))

        #expect(!channel.isActive)
    }

    @Test func `a connection on which nothing came yet is left to the idle time`() {
        channel.embeddedEventLoop.advanceTime(by: .hours(1))

        #expect(channel.isActive)
    }

    @Test func `a head that came in time leaves the body and the answer to others`() throws {
        try send("head")
        channel.embeddedEventLoop.advanceTime(by: .seconds(11))
        try send("body")
        channel.embeddedEventLoop.advanceTime(by: .seconds(11))
        try send("end")
        try send("x")
        channel.embeddedEventLoop.advanceTime(by: .hours(1))

        #expect(channel.isActive)
    }

    @Test func `the next head on a connection has its own time`() throws {
        try send("head")
        try send("end")
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        try send("x")
        channel.embeddedEventLoop.advanceTime(by: .seconds(9))
        #expect(channel.isActive)

        channel.embeddedEventLoop.advanceTime(by: .seconds(1))

        #expect(!channel.isActive)
    }

    private func send(_ text: String) throws {
        try channel.writeInbound(ByteBuffer(string: text))
    }
}

/// In place of HTTP's codec: a word for each part, and whatever else is a piece of one.
private final class Lines: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = HTTPRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let parts: [String: HTTPRequestPart] = [
            "head": .head(
                HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: "/")),
            "body": .body(ByteBuffer(string: "{}")), "end": .end(nil),
        ]
        guard let part = parts[String(buffer: unwrapInboundIn(data))] else { return }
        context.fireChannelRead(wrapInboundOut(part))
    }
}
