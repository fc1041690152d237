import Domain
import Foundation

/// What the door lets through, and what it believes.
package struct DoorSettings: Sendable {
    /// How many proxies stand before the service; each adds where a request came from to
    /// `X-Forwarded-For`, and may give it an `X-Request-Id`. With 0 these are anybody's word and aren't
    /// read.
    package let proxies: Int
    private let strangers: RateLimits<String>
    private let people: RateLimits<UUID>

    package init(
        proxies: Int = 0, strangers: Rate = .init(burst: 100, perSecond: 20),
        people: Rate = .init(burst: 200, perSecond: 20)
    ) {
        self.proxies = proxies
        self.strangers = RateLimits(strangers)
        self.people = RateLimits(people)
    }

    /// Someone who is signed in counts for themselves, so that a campus behind one address isn't one
    /// caller; everyone else, also with a secret that isn't one, for their address.
    func take(_ actor: Actor?, from address: String, at now: Date) throws {
        guard let person = actor?.person else {
            return try strangers.take(Subscriber.of(address), at: now)
        }
        // A script that runs wild empties its token's bucket, and not its owner's.
        try people.take(actor?.token?.rawValue ?? person.rawValue, at: now)
    }

    /// Where a request came from, after what the nearest proxies say.
    func address(forwarded: String?, connection: String) -> String {
        guard proxies > 0, let forwarded else { return connection }
        let hops = forwarded.split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard hops.count >= proxies else { return connection }
        return hops[hops.count - proxies]
    }
}
