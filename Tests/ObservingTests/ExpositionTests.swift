import CoreMetrics
import Testing

@testable import Observing

@Suite struct ExpositionTests {
    @Test func `a counter, a gauge and a histogram stand there as Prometheus reads them`() {
        let registry = MetricsRegistry([
            MetricMeaning("http.server.requests", "Answers, by \\ route.\nAll of them."),
            MetricMeaning("wait", "How long.", bounds: [0.1, 1]),
        ])
        registry.makeCounter(
            label: "http.server.requests", dimensions: [("route", "/a\"b\\c\nd")]
        ).increment(by: 3)
        registry.makeRecorder(label: "lag", dimensions: [], aggregate: false).record(1.5)
        let waits = registry.makeTimer(label: "wait", dimensions: [("at", "x")])
        waits.recordNanoseconds(100_000_000)
        waits.recordNanoseconds(500_000_000)
        waits.recordNanoseconds(2_000_000_000)

        #expect(
            Exposition.text(registry.families()) == #"""
                # HELP http_server_requests_total Answers, by \\ route.\nAll of them.
                # TYPE http_server_requests_total counter
                http_server_requests_total{route="/a\"b\\c\nd"} 3
                # HELP lag lag
                # TYPE lag gauge
                lag 1.5
                # HELP wait_seconds How long.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{at="x",le="0.1"} 1
                wait_seconds_bucket{at="x",le="1"} 2
                wait_seconds_bucket{at="x",le="+Inf"} 3
                wait_seconds_sum{at="x"} 2.6
                wait_seconds_count{at="x"} 3

                """#)
    }

    @Test func `a label that grows without end is counted together`() {
        let registry = MetricsRegistry([], limit: 3)
        for number in 0..<100 {
            registry.makeCounter(label: "seen", dimensions: [("who", "\(number)")]).increment(by: 1)
        }

        let samples = registry.families()[0].samples

        #expect(samples.count == 4)
        #expect(samples.first { $0.labels[0].1 == "other" }?.value == 97)
    }

    @Test func `the same labels count in the same place`() {
        let registry = MetricsRegistry([])
        for _ in 0..<2 {
            registry.makeMeter(label: "active", dimensions: []).increment(by: 1)
        }

        #expect(registry.families()[0].samples.map(\.value) == [2])
    }

    @Test func `the process tells its memory, its files and its start`() throws {
        let found = Dictionary(
            uniqueKeysWithValues: ProcessFigures.families().map { ($0.name, $0.samples[0].value) })

        #expect(try #require(found["process_resident_memory_bytes"]) > 1_000_000)
        #expect(try #require(found["process_open_fds"]) >= 3)
        #expect(try #require(found["process_start_time_seconds"]) > 1_700_000_000)
        #expect(try #require(found["process_cpu_seconds_total"]) > 0)
    }
}
