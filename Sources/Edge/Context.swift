package import Domain
package import Foundation
package import Hummingbird
import Logging
import Synchronization

/// One request, with who asks and when it was received.
package struct Context: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Where it came from, as far as the connection and the proxies that are trusted show.
    package var address: String
    /// Answered in every response, and in every line of the log.
    package var requestID = ""
    /// The time of a submission is when the service received the request.
    package var receivedAt = Date(timeIntervalSince1970: 0)
    package var signedIn: Actor?
    /// One for all copies of the context: what failed with one of them can still be told what was sent.
    private let held = HeldBody()

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? ""
    }

    /// The body, where it was read.
    var body: ByteBuffer? {
        get { held.buffer.withLock { $0 } }
        nonmutating set { held.buffer.withLock { $0 = newValue } }
    }

    /// Who acts; `Unauthenticated` when nobody is signed in.
    package var actor: Actor {
        get throws {
            guard let signedIn else { throw Unauthenticated() }
            return signedIn
        }
    }

    /// Tells the log what failed here, under the id that the answer gives.
    func report(_ message: String, _ error: any Error) {
        var logger = logger
        // The framework's own, which nobody is told.
        logger[metadataKey: "hb.request.id"] = nil
        logger.error(
            "\(message)",
            metadata: ["request_id": "\(requestID)", "error": "\(type(of: error)) \(error)"])
    }

    /// An id in the path. One that can't be an id is of nothing that is stored.
    package func id<Subject>(
        _ name: String = "id", as: Subject.Type = Subject.self
    ) throws -> ID<Subject> {
        guard let id = parameters.get(name).flatMap({ ID<Subject>($0) }) else { throw NotFound() }
        return id
    }
}

private final class HeldBody: Sendable {
    let buffer = Mutex<ByteBuffer?>(nil)
}
