extension Transaction {
    /// Runs `COPY … TO STDOUT` and hands its data to `body` as it comes, in constant memory.
    ///
    /// Nothing else can run in the transaction until `body` returns. When it returns early the rest
    /// is called off, and the transaction goes on.
    ///
    /// - Parameters:
    ///   - statement: the COPY; it takes no bound values, so write `\(literal: …)`.
    ///   - isolation: where `body` runs: with the caller.
    ///   - body: what to do with the data.
    /// - Throws: what `body` throws, `PostgresError`, whose `line` is the one that PostgreSQL names,
    ///   `ClientError`, or `CancellationError`.
    /// - Returns: what `body` returns.
    public func copyOut<Value>(
        _ statement: SQL, isolation: isolated (any Actor)? = #isolation,
        _ body: (CopyChunks) async throws -> Value
    ) async throws -> Value {
        try await reading(.copyOut, statement) {
            try await body(CopyChunks(pool: pool, lease: lease))
        }
    }

    /// Runs a query and hands its rows to `body` as they come, in constant memory (libpq's
    /// single-row mode).
    ///
    /// Nothing else can run in the transaction until `body` returns. When it returns early the rest
    /// is called off, and the transaction goes on.
    ///
    /// - Parameters:
    ///   - statement: the query.
    ///   - isolation: where `body` runs: with the caller.
    ///   - body: what to do with the rows.
    /// - Throws: what `body` throws, `PostgresError`, `ClientError`, or `CancellationError`.
    /// - Returns: what `body` returns.
    public func stream<Value>(
        _ statement: SQL, isolation: isolated (any Actor)? = #isolation,
        _ body: (RowStream) async throws -> Value
    ) async throws -> Value {
        try await reading(.rows, statement) {
            try await body(RowStream(pool: pool, lease: lease))
        }
    }

    /// Runs `COPY … FROM STDIN` with the data of `chunks`, in constant memory: the next chunk is
    /// asked for when the one before has left.
    ///
    /// What throws or is cancelled in the middle of the data leaves nothing of it behind. An error
    /// of the server ends the sending at once, behind TLS at the end of the data.
    ///
    /// - Parameters:
    ///   - statement: the COPY; it takes no bound values, so write `\(literal: …)`.
    ///   - chunks: the data, in pieces of any size, in the format that the statement names.
    ///   - isolation: where `chunks` is read: with the caller.
    /// - Throws: what `chunks` throws, `PostgresError`, whose `line` is the one that PostgreSQL
    ///   names, `ClientError`, or `CancellationError`; after each the transaction can only end, or
    ///   go back to a savepoint.
    /// - Returns: how many rows were stored.
    @discardableResult
    public func copyIn<Chunks: AsyncSequence>(
        _ statement: SQL, from chunks: Chunks, isolation: isolated (any Actor)? = #isolation
    ) async throws -> Int where Chunks.Element == [UInt8] {
        try await begin(.copyIn, statement)
        do {
            for try await chunk in chunks { try await pool.put(chunk, in: lease) }
        } catch {
            // The first error is the one to hear of; a second one means that all is over anyway.
            _ = try? await pool.stop(in: lease)
            throw error
        }
        guard case .end(let affected) = try await pool.finishCopy(in: lease) else {
            throw ClientError.connectionLost
        }
        queue("RELEASE SAVEPOINT exchange")
        return affected
    }
}

extension Transaction {
    /// In front stands a savepoint, so that data which nobody reads to its end doesn't fail the
    /// transaction.
    private func begin(_ form: Exchange.Form, _ statement: SQL) async throws {
        if let refusal = form.refusal(of: statement) { throw refusal }
        try await run("SAVEPOINT exchange")
        try await pool.begin(form, statement, in: lease)
    }

    private func reading<Value>(
        _ form: Exchange.Form, _ statement: SQL, isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Value
    ) async throws -> Value {
        try await begin(form, statement)
        let value = try await body()
        try await stop()
        return value
    }

    private func stop() async throws {
        if try await pool.stop(in: lease) {
            try await run("ROLLBACK TO SAVEPOINT exchange")
        }
        queue("RELEASE SAVEPOINT exchange")
    }
}
