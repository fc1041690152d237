package import NIOCore
package import NIOHTTPTypes

/// Closes a connection whose request isn't there, whole, in time.
///
/// `Received` refuses a part that comes too late, but waits for it. Bodies that no handler reads (of a
/// request that was refused, of an address that takes none) the framework reads to their end after it
/// has answered, and each part resets the connection's idle time.
package final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart

    /// Later than `Received.patience`, so that its 408 is answered first.
    package static let patience = TimeAmount.seconds(40)

    private let patience: TimeAmount
    private var closing: Scheduled<Void>?

    package init(_ patience: TimeAmount = patience) {
        self.patience = patience
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: start(context.channel)
        case .body: break
        case .end: stop()
        }
        context.fireChannelRead(data)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        stop()
    }

    private func start(_ channel: any Channel) {
        stop()
        closing = channel.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
    }

    private func stop() {
        closing?.cancel()
        closing = nil
    }
}
