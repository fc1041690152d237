package import NIOCore
package import NIOHTTPTypes

/// Closes a connection whose reader takes nothing of an answer for so long.
///
/// An answer that flows waits for its reader, and keeps with it whatever it flows from.
package final class AnswerDeadline: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart

    package static let patience = TimeAmount.seconds(120)

    private let patience: TimeAmount
    private var look: Scheduled<Void>?

    package init(_ patience: TimeAmount = patience) {
        self.patience = patience
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        stop()
        if !context.channel.isWritable { watch(context.channel) }
        context.fireChannelWritabilityChanged()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        stop()
    }

    /// Slow is not stalled: a large answer may take many such times, as long as it gets less.
    private func watch(_ channel: any Channel) {
        let before = Self.waiting(in: channel)
        look = channel.eventLoop.assumeIsolated().scheduleTask(in: patience) { [self] in
            guard Self.waiting(in: channel) < before else { return channel.close(promise: nil) }
            watch(channel)
        }
    }

    /// Bytes that the reader hasn't taken.
    private static func waiting(in channel: any Channel) -> Int {
        // A channel that can't tell has a reader who takes nothing.
        (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    private func stop() {
        look?.cancel()
        look = nil
    }
}
