/// A statement whose data flows for as long as its caller likes: COPY either way, or rows one by
/// one. It has a leased connection to itself, outside pipeline mode, where libpq would wait for ever
/// in COPY. Confined to the pool's thread.
final class Exchange {
    enum Form: Sendable {
        case copyOut, copyIn, rows
    }

    /// What one wish is granted.
    enum Piece: Sendable {
        case started
        case bytes([UInt8])
        case rows([Row])
        /// All that was given is with the kernel.
        case sent
        case end(affected: Int)
    }

    /// What a caller waits for; one at a time.
    struct Wish {
        let id: UInt64
        let finish: (Result<Piece, any Error>) -> Void
        var timer: Timers.Key?
    }

    enum Phase {
        /// `announced`: sent, and the server hasn't said that data will come.
        case starting, announced, flowing, ending, over
    }

    let form: Form
    let lease: UInt64
    var phase = Phase.starting
    var wish: Wish?
    /// Nobody wants the rest: it is read and thrown away.
    var isAbandoned = false
    var failure: PostgresError?
    var affected = 0

    init(_ form: Form, lease: UInt64) {
        self.form = form
        self.lease = lease
    }

    /// Whether what the server sends has a taker. If not it stays in the socket, and the server
    /// waits: that is the back-pressure.
    var wantsInput: Bool { wish != nil || isAbandoned }

    /// The result that every wish behind the end gets.
    var outcome: Result<Piece, any Error> {
        failure.map { .failure($0) } ?? .success(.end(affected: affected))
    }
}
