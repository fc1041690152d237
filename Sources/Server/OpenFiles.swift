import Glibc

/// How many files the process may have open: each connection is one.
enum OpenFiles {
    /// For the database, the program's own files, and what is open for a moment.
    private static let others = 200

    /// Raises what may be open to the most that the system allows, and answers for how many of the
    /// wanted connections that is enough: with none left, a client would be taken and dropped.
    static func connections(_ wanted: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return wanted
        }
        limit.rlim_cur = limit.rlim_max
        guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return wanted
        }
        return max(10, min(wanted, Int(clamping: limit.rlim_cur) - others))
    }
}
