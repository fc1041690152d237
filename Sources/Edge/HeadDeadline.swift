package import NIOCore
package import NIOHTTPTypes

/// Closes a connection on which a request has begun, and its head isn't there, whole, in time.
///
/// Each byte of a head resets the connection's idle time, and before the head there is nothing that
/// `RequestDeadline` could count from: so a head sent by the byte would hold its connection for ever.
package final class HeadDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart

    package static let patience = TimeAmount.seconds(10)

    private let patience: TimeAmount
    private var closing: Scheduled<Void>?
    /// What comes then belongs to the request that is under way, or waits for its answer's end.
    private var (isSending, isAnswered) = (false, true)

    package init(_ patience: TimeAmount = patience) {
        self.patience = patience
    }

    /// Where this stands bytes have become parts, so the first of them are seen further in front.
    package func handlerAdded(context: ChannelHandlerContext) {
        let bytes = Bytes { [self] in begin($0) }
        // Only a pipeline that is closed already takes no handler: then there is nothing to watch.
        try? context.pipeline.syncOperations.addHandler(bytes, position: .first)
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            stop()
            (isSending, isAnswered) = (true, false)
        case .body: break
        case .end: isSending = false
        }
        context.fireChannelRead(data)
    }

    package func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        if case .end = unwrapOutboundIn(data) { isAnswered = true }
        context.write(data, promise: promise)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        stop()
    }

    private func begin(_ channel: any Channel) {
        guard closing == nil, !isSending, isAnswered else { return }
        closing = channel.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
    }

    private func stop() {
        closing?.cancel()
        closing = nil
    }
}

extension HeadDeadline {
    /// Says that something came.
    private final class Bytes: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let came: (any Channel) -> Void

        init(came: @escaping (any Channel) -> Void) {
            self.came = came
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            came(context.channel)
            context.fireChannelRead(data)
        }
    }
}
