internal import CLibpq
internal import Foundation
internal import Synchronization

/// One thread that watches sockets, keeps timers and runs what it is sent.
///
/// It is the executor of `Pool`, so the compiler proves that the pool's state and its connections
/// are touched on this thread alone.
///
/// `@unchecked Sendable`: `mailbox` and `thread` guard themselves, the descriptors never change,
/// and `timers` and `whenReady` are used by the loop's own thread only (`precondition`).
final class EventLoop: SerialExecutor, @unchecked Sendable {
    private enum Mail {
        case job(UnownedJob)
        case task(UnownedJob, UnownedTaskExecutor)
        case work(@Sendable () -> Void)
        case stop
    }

    private let mailbox = Mutex<[Mail]>([])
    private let thread = Atomic<UInt>(0)
    private let poller = shim_poller()
    private let bell = shim_bell()
    private var timers = Timers()
    private var whenReady: (UInt64) -> Void = { _ in }

    /// Starts the thread.
    ///
    /// - Parameter whenReady: called on the thread with the key of a socket that has something.
    init(whenReady: @escaping @Sendable (UInt64) -> Void) {
        precondition(poller >= 0 && bell >= 0, "No descriptors left for an event loop")
        self.whenReady = whenReady
        _ = shim_watch(poller, 0, bell, 0, 1, 0)
        Thread.detachNewThread { self.turn() }
    }

    /// Not at the thread's end: whoever has sent `stop` may be about to ring, and would ring
    /// whatever has the bell's number by then.
    deinit {
        close(poller)
        close(bell)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        deliver(.job(UnownedJob(job)))
    }

    func checkIsolated() {
        precondition(isCurrent, "Only for the loop's own thread")
    }

    /// Runs a task's job on the thread.
    func enqueue(_ job: consuming ExecutorJob, of executor: UnownedTaskExecutor) {
        deliver(.task(UnownedJob(job), executor))
    }

    /// Runs `work` on the thread, after what was posted before.
    func post(_ work: @escaping @Sendable () -> Void) {
        deliver(.work(work))
    }

    func stop() {
        deliver(.stop)
    }

    private var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// The thread itself needs no bell: it looks into the mailbox before it waits.
    private func deliver(_ mail: Mail) {
        let isFirst = mailbox.withLock { box in
            box.append(mail)
            return box.count == 1
        }
        if isFirst, !isCurrent { shim_ring(bell) }
    }

    private var hasMail: Bool { mailbox.withLock { !$0.isEmpty } }

    private func turn() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        var keys = [UInt64](repeating: 0, count: 64)
        while readMail() {
            let pause = hasMail ? 0 : timers.millisecondsToNext
            let count = shim_wait(poller, &keys, Int32(keys.count), pause)
            for key in keys.prefix(Int(max(0, count))) {
                if key == 0 { shim_hush(bell) } else { whenReady(key) }
            }
            while let work = timers.nextDue() { work() }
        }
    }

    private func readMail() -> Bool {
        let letters = mailbox.withLock { box in
            defer { box = [] }
            return box
        }
        for mail in letters {
            switch mail {
            case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
            case .task(let job, let executor): job.runSynchronously(on: executor)
            case .work(let work): work()
            case .stop: return false
            }
        }
        return true
    }
}

/// What only the loop's own thread may call.
extension EventLoop {
    enum Watch: Int32 {
        case begin, change, end
    }

    func watch(
        _ watch: Watch, socket: Int32, key: UInt64, reads: Bool = true, writes: Bool = false
    ) {
        checkIsolated()
        _ = shim_watch(poller, watch.rawValue, socket, key, reads ? 1 : 0, writes ? 1 : 0)
    }

    /// Calls `work` on this thread later.
    ///
    /// - Returns: the timer, for `cancel`.
    func after(_ delay: Duration, _ work: @escaping () -> Void) -> Timers.Key {
        checkIsolated()
        return timers.add(.now + delay, work)
    }

    func cancel(_ timer: Timers.Key?) {
        checkIsolated()
        if let timer { timers.remove(timer) }
    }
}
