/// Runs tasks on the thread of a pool, which it keeps alive.
final class LoopTasks: TaskExecutor {
    private let pool: Pool

    init(_ pool: Pool) {
        self.pool = pool
    }

    func enqueue(_ job: consuming ExecutorJob) {
        pool.loop.enqueue(job, of: asUnownedTaskExecutor())
    }
}
