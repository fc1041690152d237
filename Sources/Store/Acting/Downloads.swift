import Domain
import Synchronization

/// How many files may flow at once. Each keeps a connection for as long as its reader takes, so slow
/// readers could otherwise leave none for anybody else.
final class Downloads: Sendable {
    /// Given back when nobody holds it any more, also of a file that was never read.
    final class Place: Sendable {
        private let downloads: Downloads

        fileprivate init(_ downloads: Downloads) {
            self.downloads = downloads
        }

        deinit {
            downloads.free.withLock { $0 += 1 }
        }
    }

    private let free: Mutex<Int>

    init(limit: Int = 2) {
        free = Mutex(limit)
    }

    /// `Unavailable` where as many flow already.
    func place() throws -> Place {
        let isTaken = free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
        guard isTaken else { throw Unavailable(retryAfter: .seconds(10)) }
        return Place(self)
    }
}
