internal import CLibpq

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
            skip(next)
            expected.removeFirst()
        case PGRES_FATAL_ERROR:
            fail(answer, for: next)
        default:
            // COPY, which has no place in a pipeline.
            isLost = true
        }
    }

    /// Behind an error up to the next Sync, the server does nothing.
    private func skip(_ next: Expected) {
        switch next {
        case .parse(let unit, let index, let wording, let name):
            cache.remove(wording, name: name)
            unit.parseFailures[index] = unit.settingsFailure
        case .ahead(_, drops: true): isStale = true
        default: break
        }
    }

    private func fail(_ answer: Answer, for next: Expected) {
        switch next {
        case .ahead(let unit, _), .barrier(let unit):
            // The unit's own statements show what is wrong, unless they are never reached.
            guard let error = error(answer, nil) else { return }
            unit.settingsFailure = error
            if error.isFatal { unit.fail(error, at: 0) }
            skip(next)
            if case .barrier = next { return }
        case .statement(let unit, let index):
            guard let error = error(answer, unit.order.place(index)) else { return }
            unit.fail(error, at: index)
        case .parse(let unit, let index, _, _):
            skip(next)
            guard let error = error(answer, unit.order.place(index)) else { return }
            unit.parseFailures[index] = error
            if error.isFatal { unit.fail(error, at: index) }
        case .end(let unit):
            // A deferred constraint: every statement has answered OK. The Sync is yet to come.
            if let error = error(answer, nil) { unit.fail(error, at: nil) }
            return
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
