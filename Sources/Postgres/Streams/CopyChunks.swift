/// The data of a `COPY … TO STDOUT`, as it comes. Read once, and only inside the closure that gets it.
///
/// The server is never further ahead than its socket and one chunk: a slow reader slows it down.
public struct CopyChunks: AsyncSequence, Sendable {
    /// Some bytes, at least one; a text or CSV row is never split over two chunks.
    public typealias Element = [UInt8]

    let pool: Pool
    let lease: UInt64

    /// Reads on where the last iterator stopped.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pool: pool, lease: lease)
    }

    /// Takes one chunk after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let pool: Pool
        let lease: UInt64
        private var isOver = false

        init(pool: Pool, lease: UInt64) {
            self.pool = pool
            self.lease = lease
        }

        /// The next chunk.
        ///
        /// - Throws: `PostgresError`, `ClientError`, or `CancellationError`, after which the
        ///   transaction can only end.
        /// - Returns: about 64 KiB or one larger row; `nil` behind the last one.
        public mutating func next() async throws -> [UInt8]? {
            guard !isOver else { return nil }
            if case .bytes(let bytes) = try await pool.next(in: lease) { return bytes }
            isOver = true
            return nil
        }
    }
}
