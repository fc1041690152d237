import Domain
import Edge
import Logging
import ServiceLifecycle
import Store

/// The jobs beside the requests, each with its rhythm.
struct Jobs: Sendable {
    let records: Records
    let clock: Timekeeper
    let observers: Observers

    var all: [Job] {
        [
            comparing, closing, releasing, lapsing,
            sealing("sealing", .latest, every: .seconds(1)),
            sealing("sealing-recent", .recent, every: .seconds(15)),
            // Also soon after a start: what ended the one before may have come between.
            sealing("sealing-week", .week, every: .seconds(600), first: .seconds(5)),
            sweeping, forgetting,
        ]
    }

    /// Before the first request, and then often.
    func compareClocks() async throws {
        let verdict = try await clock.compare(with: records.databaseTime)
        guard verdict.isNews else { return }
        switch verdict.doubt {
        case nil: observers.logger.warning("The clock is right again.")
        case .setBack:
            observers.logger.error(
                "The clock was set back: nothing is served. Put it right, or restart the service.")
        default:
            observers.logger.error(
                "The clock isn't the database's: nothing is served. Put it right.")
        }
    }

    private var comparing: Job {
        Job("comparing-clocks", every: .seconds(1), observers) { try await compareClocks() }
    }

    private var closing: Job {
        eachSchool("closing", every: .seconds(30)) { institution in
            while try await records.closeAssignments(of: institution, at: clock.now()).isMore {}
        }
    }

    /// Often: learners wait for the minute that they were told.
    private var releasing: Job {
        eachSchool("releasing", every: .seconds(10)) { institution in
            _ = try await records.releaseDue(of: institution, at: clock.now())
        }
    }

    private var lapsing: Job {
        eachSchool("lapsing", every: .seconds(600)) { institution in
            _ = try await records.lapseIncompletes(of: institution, at: clock.now())
        }
    }

    private var sweeping: Job {
        eachSchool("sweeping", every: .seconds(3600)) { institution in
            try await records.sweep(institution, at: clock.now())
        }
    }

    /// Also soon after a start: one that is started anew more often than it comes would never forget.
    private var forgetting: Job {
        eachSchool("forgetting", every: .seconds(3600), first: .seconds(60)) { institution in
            _ = try await records.forgetAliases(of: institution, at: clock.now())
        }
    }

    private func sealing(
        _ name: String, _ reach: SealingReach, every interval: Duration, first: Duration? = nil
    ) -> Job {
        Job(name, every: interval, first: first, observers) {
            try await records.sealAudit(reach, at: clock.now())
        }
    }

    /// What fails at one school keeps no other waiting; the first failure is told once all had their
    /// turn.
    private func eachSchool(
        _ name: String, every interval: Duration, first: Duration? = nil,
        _ work: @escaping @Sendable (ID<Institution>) async throws -> Void
    ) -> Job {
        Job(name, every: interval, first: first, observers) {
            var failure: (any Error)?
            for institution in try await records.institutionIDs() {
                do {
                    try await work(institution)
                } catch {
                    failure = failure ?? error
                }
            }
            if let failure { throw failure }
        }
    }
}
