import Domain
import Synchronization

/// How many files may flow at once: four in a process, two of them of one school. Each keeps a
/// connection for as long as its reader takes, so slow readers could otherwise leave none for others.
final class Downloads: Sendable {
    /// Given back when nobody holds it any more, also of a file that was never read.
    final class Place: Sendable {
        private let downloads: Downloads
        private let institution: ID<Institution>

        fileprivate init(_ downloads: Downloads, _ institution: ID<Institution>) {
            self.downloads = downloads
            self.institution = institution
        }

        deinit {
            downloads.flowing.withLock { flowing in
                flowing.firstIndex(of: institution).map { _ = flowing.remove(at: $0) }
            }
        }
    }

    /// The school of each.
    private let flowing = Mutex<[ID<Institution>]>([])
    private let limit = 4
    private let limitOfOne = 2

    /// `Unavailable` where as many flow already.
    func place(of institution: ID<Institution>) throws -> Place {
        let isTaken = flowing.withLock { flowing in
            guard flowing.count < limit,
                flowing.filter({ $0 == institution }).count < limitOfOne
            else { return false }
            flowing.append(institution)
            return true
        }
        guard isTaken else { throw Unavailable(retryAfter: .seconds(10)) }
        return Place(self, institution)
    }
}
