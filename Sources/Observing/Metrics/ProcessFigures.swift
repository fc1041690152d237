import Foundation

/// What the kernel knows of this process, under the names that Prometheus' own clients use.
package enum ProcessFigures {
    package static func families() -> [MetricFamily] {
        [startTime, processorTime, resident, openFiles, mostFiles, threads].compactMap { $0 }
    }

    /// Of `/proc/self/stat`, behind the name, which may hold anything.
    private static var fields: [Double] {
        guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return [] }  // No such file: not Linux. Then there are fewer figures.
        return text[text.index(after: end)...].split(separator: " ").map { Double($0) ?? 0 }
    }

    private static func field(_ number: Int) -> Double? {
        // proc(5) counts from 1, with the id and the name before these.
        let fields = fields
        return fields.indices.contains(number - 3) ? fields[number - 3] : nil
    }

    private static let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))

    private static let bootTime: Double = {
        let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst(6)) } ?? 0
    }()

    private static func gauge(
        _ name: String, _ help: String, _ value: Double?, _ kind: MetricFamily.Kind = .gauge
    ) -> MetricFamily? {
        value.map { MetricFamily(name, kind, help, [.init($0)]) }
    }

    private static var startTime: MetricFamily? {
        gauge(
            "process_start_time_seconds", "When the process started, in seconds since 1970.",
            field(22).map { bootTime + $0 / ticks })
    }

    private static var processorTime: MetricFamily? {
        gauge(
            "process_cpu_seconds_total", "Processor time used, in seconds.",
            field(14).flatMap { user in field(15).map { (user + $0) / ticks } }, .counter)
    }

    private static var resident: MetricFamily? {
        gauge(
            "process_resident_memory_bytes", "Memory that the process holds.",
            field(24).map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) })
    }

    private static var threads: MetricFamily? {
        gauge("process_threads", "Threads of the process.", field(20))
    }

    private static var openFiles: MetricFamily? {
        let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        // The look itself holds one.
        return gauge("process_open_fds", "Open files and sockets.", open.map { Double($0 - 1) })
    }

    private static var mostFiles: MetricFamily? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return nil
        }
        return gauge(
            "process_max_fds", "Most files and sockets that may be open.",
            Double(limit.rlim_cur))
    }
}
