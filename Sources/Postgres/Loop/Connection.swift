internal import CLibpq

/// A connection in pipeline mode. Confined to the pool's thread; nothing here waits.
final class Connection {
    /// What the server owes us, in the order in which it will come.
    private enum Expected {
        case parse(Unit, index: Int, text: String, name: String)
        case statement(Unit, index: Int)
        case end(Unit)
        case deallocation
        case barrier
    }

    let id: UInt64
    let socket: Int32
    private let handle: OpaquePointer
    private let notices = Notices()
    private var cache: StatementCache
    private var expected = Queue<Expected>()
    /// The units sent and not yet at their Sync, in order.
    private(set) var underWay: [Unit] = []
    private(set) var isLost = false
    private(set) var hasMoreToWrite = false
    var isWatchedForWriting = false
    /// Prepared statements went stale in a transaction, where they can't be replaced.
    var isStale = false
    var idleTimer: Timers.Key?

    init(_ opened: Connector.Opened, id: UInt64, cacheLimit: Int) {
        self.id = id
        handle = opened.handle
        socket = PQsocket(handle)
        cache = StatementCache(limit: cacheLimit)
        notices.listen(on: handle)
    }

    /// Ends the connection. It must not be used any more.
    func close() {
        isLost = true
        PQfinish(handle)
    }

    /// Whether a commit returned although no standby has it.
    var isUnreplicated: Bool { notices.hasUnreplicatedCommit }
    /// Whether the server says that no transaction is open.
    var isOutsideTransaction: Bool { PQtransactionStatus(handle) == PQTRANS_IDLE }

    var cancellation: Connector.Cancel? {
        PQgetCancel(handle).map(Connector.Cancel.init(wish:))
    }
}

extension Connection {
    /// Sends a unit; what the socket doesn't take at once follows by `flush`.
    func send(_ unit: Unit) {
        underWay.append(unit)
        unit.connection = self
        let statements = unit.order.statements
        if unit.order.mayPrepareAhead { prepare(statements, for: unit) }
        for (index, statement) in statements.enumerated() {
            let isAhead = unit.order.mayPrepareAhead && statement.isPlannable
            send(statement, name: isAhead ? cache.name(of: statement.text) : nil)
            expected.append(.statement(unit, index: index))
        }
        sync(.end(unit))
        while let name = cache.evict() { deallocate(name) }
        flush()
    }

    /// Each Parse has a Sync of its own: behind an error it would be skipped.
    private func prepare(_ statements: [Statement], for unit: Unit) {
        for (index, statement) in statements.enumerated() {
            let text = statement.text
            guard statement.isPlannable, cache.name(of: text) == nil else { continue }
            let name = cache.add(text)
            check(PQsendPrepare(handle, name, text, 0, nil))
            expected.append(.parse(unit, index: index, text: text, name: name))
            sync(.barrier)
        }
    }

    private func send(_ statement: Statement, name: String?) {
        let count = Int32(statement.values.count)
        withCStrings(statement.values) { values in
            if let name {
                check(PQsendQueryPrepared(handle, name, count, values, nil, nil, 0))
            } else {
                check(PQsendQueryParams(handle, statement.text, count, nil, values, nil, nil, 0))
            }
        }
    }

    /// Drops every prepared statement, here and on the server, behind what was sent before.
    func forgetStatements() {
        cache.removeAll()
        isStale = false
        deallocate(nil)
        flush()
    }

    private func deallocate(_ name: String?) {
        check(PQsendQueryParams(handle, "DEALLOCATE \(name ?? "ALL")", 0, nil, nil, nil, nil, 0))
        expected.append(.deallocation)
        sync(.barrier)
    }

    private func sync(_ entry: Expected) {
        check(PQpipelineSync(handle))
        expected.append(entry)
    }

    func flush() {
        let state = PQflush(handle)
        check(state < 0 ? 0 : 1)
        hasMoreToWrite = state == 1
    }

    private func check(_ success: Int32) {
        if success != 1 { isLost = true }
    }
}

extension Connection {
    /// Takes in what the socket holds.
    ///
    /// - Returns: the units that reached their Sync.
    func receive() -> [Unit] {
        let canRead = PQconsumeInput(handle) == 1
        var done: [Unit] = []
        var ends = 0
        while let next = expected.first, !isLost, PQisBusy(handle) == 0 {
            if let result = PQgetResult(handle) {
                ends = 0
                take(Answer(result), for: next, done: &done)
            } else {
                // NULL ends a statement's results; two in a row mean that libpq has no more.
                ends += 1
                if ends > 1 { isLost = true }
            }
        }
        if !canRead || PQstatus(handle) == CONNECTION_BAD { isLost = true }
        return done
    }

    private func take(_ answer: Answer, for next: Expected, done: inout [Unit]) {
        switch PQresultStatus(answer.result) {
        case PGRES_PIPELINE_SYNC:
            if case .end(let unit) = next {
                underWay.removeAll { $0 === unit }
                done.append(unit)
            }
            expected.removeFirst()
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            if case .statement(let unit, _) = next { unit.answers.append(Rows(answer: answer)) }
            expected.removeFirst()
        case PGRES_PIPELINE_ABORTED:
            expected.removeFirst()
        case PGRES_FATAL_ERROR:
            fail(answer, for: next)
        default:
            // COPY, which has no place in a pipeline.
            isLost = true
        }
    }

    private func fail(_ answer: Answer, for next: Expected) {
        switch next {
        case .statement(let unit, let index):
            guard let error = error(answer, unit.order.place(index)) else { return }
            unit.fail(error, at: index)
        case .parse(let unit, let index, let text, let name):
            cache.remove(text, name: name)
            guard let error = error(answer, unit.order.place(index)) else { return }
            unit.parseFailures[index] = error
            if error.isFatal { unit.fail(error, at: index) }
        case .end(let unit):
            // A deferred constraint: every statement has answered OK. The Sync is yet to come.
            if let error = error(answer, nil) { unit.fail(error, at: nil) }
            return
        case .deallocation: break
        case .barrier: return
        }
        expected.removeFirst()
    }

    /// `nil` when libpq itself made the error: the connection is gone.
    private func error(_ answer: Answer, _ place: Int?) -> PostgresError? {
        let error = PostgresError(answer.result, statement: place)
        if error == nil { isLost = true }
        return error
    }
}
