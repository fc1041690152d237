internal import CLibpq
internal import Foundation

/// What moves an exchange on. Nothing here waits.
extension Connection {
    private enum Step {
        case piece(Exchange.Piece)
        case again, wait
    }

    /// A chunk is about so large: the way between two threads then costs little.
    private static let chunkSize = 65_536
    private static let rowsAtOnce = 256
    /// libpq counts in 32 bits.
    private static let mostAtOnce = 1 << 20

    /// Sends the statement of an exchange. The connection has nothing else under way.
    func begin(_ exchange: Exchange, _ sql: SQL) {
        self.exchange = exchange
        guard PQexitPipelineMode(handle) == 1 else {
            isLost = true
            return
        }
        if exchange.form == .rows {
            let statement = Statement(sql)
            let count = Int32(statement.values.count)
            withCStrings(statement.values) { values in
                check(PQsendQueryParams(handle, statement.text, count, nil, values, nil, nil, 0))
            }
            check(PQsetSingleRowMode(handle))
        } else if let text = copyText(sql) {
            check(PQsendQuery(handle, text))
        } else {
            isLost = true
        }
        flush()
    }

    /// COPY takes no parameters: the values stand in its text, quoted for this connection.
    private func copyText(_ sql: SQL) -> String? {
        var text = ""
        for part in sql.parts {
            switch part {
            case .text(let piece): text += piece
            case .value: return nil
            case .literal(let value):
                guard let quoted = PQescapeLiteral(handle, value, value.utf8.count) else {
                    return nil
                }
                text += String(cString: quoted)
                PQfreemem(quoted)
            }
        }
        return text
    }

    /// Whether what the server sends is taken in at once.
    var wantsInput: Bool {
        exchange.map { $0.wantsInput || $0.form == .copyIn } ?? true
    }

    /// Takes in what the socket holds, if anybody wants it.
    func hear(_ exchange: Exchange) {
        guard wantsInput else { return }
        if isRefused { finishCopy(exchange, reason: nil) }
        if PQconsumeInput(handle) != 1 { isLost = true }
    }

    /// Whether the server has said something in the middle of our data: only an error makes it. libpq
    /// wouldn't look at it before the end of the data, which may be far. Behind TLS nobody can peek.
    private var isRefused: Bool {
        guard let exchange, exchange.form == .copyIn, exchange.phase == .flowing,
            PQsslInUse(handle) == 0
        else { return false }
        var first: UInt8 = 0
        let count = recv(socket, &first, 1, Int32(MSG_PEEK))
        return count == 1 && first == UInt8(ascii: "E")
    }

    /// Goes on with an exchange as far as libpq has data.
    ///
    /// - Returns: what its wish is for; `nil` when there is nothing yet.
    func advance(_ exchange: Exchange) -> Result<Exchange.Piece, any Error>? {
        while !isLost {
            switch step(exchange) {
            case .piece(let piece) where !exchange.isAbandoned: return .success(piece)
            case .piece, .again: continue
            case .wait:
                guard exchange.phase == .over else { return nil }
                return exchange.outcome
            }
        }
        return nil
    }

    private func step(_ exchange: Exchange) -> Step {
        switch exchange.phase {
        case .flowing where exchange.form == .copyOut: takeBytes(exchange)
        case .flowing where exchange.form == .rows: takeRows(exchange)
        case .flowing:
            exchange.wish != nil && !hasMoreToWrite ? .piece(.sent) : .wait
        case .starting where exchange.form != .copyIn: start(exchange)
        case .starting, .announced, .ending: PQisBusy(handle) == 0 ? takeResult(exchange) : .wait
        case .over: .wait
        }
    }

    /// The server says that COPY begins when it has data, and nothing before a first row.
    private func start(_ exchange: Exchange) -> Step {
        exchange.phase = exchange.form == .rows ? .flowing : .announced
        return .piece(.started)
    }

    private func takeBytes(_ exchange: Exchange) -> Step {
        var chunk: [UInt8] = []
        while chunk.count < Self.chunkSize {
            var row: UnsafeMutablePointer<CChar>?
            let count = PQgetCopyData(handle, &row, 1)
            guard count > 0, let row else {
                if count < 0 { exchange.phase = .ending }
                break
            }
            let bytes = UnsafeRawBufferPointer(start: row, count: Int(count))
            if !exchange.isAbandoned { chunk.append(contentsOf: bytes) }
            PQfreemem(row)
        }
        if !chunk.isEmpty { return .piece(.bytes(chunk)) }
        return exchange.phase == .ending ? .again : .wait
    }

    private func takeRows(_ exchange: Exchange) -> Step {
        var rows: [Row] = []
        while rows.count < Self.rowsAtOnce, PQisBusy(handle) == 0, exchange.phase == .flowing {
            guard let result = PQgetResult(handle) else {
                over(exchange)
                break
            }
            guard PQresultStatus(result) == PGRES_SINGLE_TUPLE else {
                note(Answer(result), in: exchange)
                break
            }
            rows.append(Row(answer: Answer(result), place: 0))
        }
        if !rows.isEmpty { return .piece(.rows(rows)) }
        return exchange.phase == .flowing ? .wait : .again
    }

    private func takeResult(_ exchange: Exchange) -> Step {
        guard let result = PQgetResult(handle) else {
            over(exchange)
            return .wait
        }
        note(Answer(result), in: exchange)
        guard exchange.phase == .flowing, exchange.form == .copyIn else { return .again }
        if exchange.isAbandoned { finishCopy(exchange, reason: "given up") }
        return .piece(.started)
    }

    private func note(_ answer: Answer, in exchange: Exchange) {
        switch PQresultStatus(answer.result) {
        case PGRES_COPY_IN where exchange.form == .copyIn,
            PGRES_COPY_OUT where exchange.form == .copyOut:
            exchange.phase = .flowing
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
            exchange.affected = Rows(answer: answer).affected
            exchange.phase = .ending
        case PGRES_FATAL_ERROR:
            exchange.phase = .ending
            guard let error = PostgresError(answer.result, statement: 0), !error.isFatal else {
                isLost = true
                return
            }
            exchange.failure = exchange.failure ?? error
        default:
            // COPY the other way than asked: nothing else frees the connection.
            isLost = true
        }
    }

    private func over(_ exchange: Exchange) {
        exchange.phase = .over
        self.exchange = nil
        if PQenterPipelineMode(handle) != 1 { isLost = true }
    }

    /// Sends data, which may have to wait for room in the socket.
    func put(_ bytes: [UInt8], _ exchange: Exchange) {
        guard exchange.phase == .flowing else { return }
        bytes.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: Self.mostAtOnce) {
                let piece = bytes[start..<min(start + Self.mostAtOnce, bytes.count)]
                let chars = UnsafeRawBufferPointer(rebasing: piece).bindMemory(to: CChar.self)
                check(PQputCopyData(handle, chars.baseAddress, Int32(chars.count)))
            }
        }
        flush()
    }

    /// Ends our data: completely, or with a reason why not, which makes the server refuse all of it.
    func finishCopy(_ exchange: Exchange, reason: String?) {
        guard exchange.form == .copyIn, exchange.phase == .flowing else { return }
        exchange.phase = .ending
        check(PQputCopyEnd(handle, reason))
        flush()
    }
}
