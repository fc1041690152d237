/// The rows of a large result, as they come. Read once, and only inside the closure that gets it.
///
/// No more than some hundred are held: a slow reader slows the server down.
public struct RowStream: AsyncSequence, Sendable {
    /// One row, by column name.
    public typealias Element = Row

    let pool: Pool
    let lease: UInt64

    /// Reads on where the last iterator stopped, but for rows that it had taken in already.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pool: pool, lease: lease)
    }

    /// Takes one row after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let pool: Pool
        let lease: UInt64
        private var isOver = false
        private var rows: ArraySlice<Row> = []

        init(pool: Pool, lease: UInt64) {
            self.pool = pool
            self.lease = lease
        }

        /// The next row.
        ///
        /// - Throws: `PostgresError`, `ClientError`, or `CancellationError`, after which the
        ///   transaction can only end.
        /// - Returns: the row; `nil` behind the last one.
        public mutating func next() async throws -> Row? {
            while true {
                if let row = rows.popFirst() { return row }
                guard !isOver else { return nil }
                if case .rows(let more) = try await pool.next(in: lease) {
                    rows = more[...]
                } else {
                    isOver = true
                }
            }
        }
    }
}
