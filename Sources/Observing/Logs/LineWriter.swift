import Dispatch
import Foundation
import Synchronization

/// Writes lines to a file from a thread of its own, so that nobody who has something to say waits for a
/// disk or a reader.
///
/// Lines are kept while they can't be written, so many at most; what comes beyond is dropped and counted.
/// `flush` writes what is left: call it before the process ends.
package final class LineWriter: Sendable {
    /// Makes the line's bytes, its end included, on the writer's thread.
    package typealias Line = @Sendable (inout [UInt8]) -> Void

    private struct State {
        var lines: [Line] = []
        var isAwake = false
        var dropped = 0
    }

    private let descriptor: Int32
    private let limit: Int
    private let state = Mutex(State())
    /// Held by whoever writes, so that lines stay in their order.
    private let writing = Mutex(())
    private let bell = DispatchSemaphore(value: 0)

    /// `limit`: how many lines may wait.
    package init(descriptor: Int32, limit: Int = 10_000) {
        self.descriptor = descriptor
        self.limit = limit
        // Ends with the writer: it waits without a cost, and holds nothing but the bell.
        Thread.detachNewThread { [weak self, bell] in
            while true {
                bell.wait()
                guard let self else { return }
                self.writeWhatComes()
            }
        }
    }

    deinit {
        flush()
        bell.signal()
    }

    package func write(_ line: @escaping Line) {
        let mustWake = state.withLock { state in
            guard state.lines.count < limit else {
                state.dropped += 1
                return false
            }
            state.lines.append(line)
            defer { state.isAwake = true }
            return !state.isAwake
        }
        if mustWake { bell.signal() }
    }

    /// How many lines found no room.
    package var dropped: Int { state.withLock { $0.dropped } }

    /// Returns when everything is written that was said before.
    package func flush() {
        _ = drain()
    }

    private func writeWhatComes() {
        while drain() {
            // Under load lines gather meanwhile, and one call writes them all.
            usleep(5000)
        }
    }

    /// Whether there was something to write.
    private func drain() -> Bool {
        writing.withLock { _ in
            let lines = state.withLock { state in
                defer { state.lines = [] }
                state.isAwake = !state.lines.isEmpty
                return state.lines
            }
            var bytes: [UInt8] = []
            for line in lines { line(&bytes) }
            put(bytes)
            return !lines.isEmpty
        }
    }

    /// Where it can't be written there is nobody to tell.
    private func put(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                usleep(1000)
            } else if errno != EINTR {
                return
            }
        }
    }
}
