import Edge
import NIOCore
import NIOEmbedded
import Testing

/// On a channel whose clock the test moves, and whose reader it is.
@Suite struct AnswerDeadlineTests {
    private let channel = EmbeddedChannel()

    init() throws {
        try channel.pipeline.syncOperations.addHandler(AnswerDeadline(.seconds(120)))
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/none")).wait()
    }

    /// Nobody takes it yet.
    private func write(_ bytes: Int) {
        channel.write(ByteBuffer(repeating: 0, count: bytes), promise: nil)
    }

    private func turn(writable: Bool) {
        channel.isWritable = writable
        channel.pipeline.fireChannelWritabilityChanged()
    }

    @Test func `a reader who takes nothing is cut off`() throws {
        write(100)
        turn(writable: false)

        channel.embeddedEventLoop.advanceTime(by: .seconds(119))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))

        #expect(!channel.isActive)
    }

    @Test func `a reader who caught up has time, and again when they fall behind`() throws {
        write(100)
        turn(writable: false)
        channel.embeddedEventLoop.advanceTime(by: .seconds(119))
        turn(writable: true)

        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        turn(writable: false)
        channel.embeddedEventLoop.advanceTime(by: .seconds(119))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))

        #expect(!channel.isActive)
    }

    @Test func `a reader who is slow, and takes some each time, gets all`() throws {
        write(100)
        turn(writable: false)
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        channel.flush()
        write(50)

        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(120))

        #expect(!channel.isActive)
    }
}
