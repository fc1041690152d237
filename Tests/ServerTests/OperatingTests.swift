import Foundation
import Support
import Testing

/// What an operator sees of a full run, and what they never see.
@Suite(.timeLimit(.minutes(20))) struct OperatingTests {
    private func lines(of run: FullRun) throws -> [[String: Any]] {
        try run.said.split(separator: "\n").filter { $0.hasPrefix("{") }.map {
            try #require(
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)")
        }
    }

    private func leaks(_ secrets: [String], in text: String) -> [String] {
        secrets.filter { text.contains($0) }
    }

    @Test func `no line of the log or of the traces holds what is secret`() async throws {
        let run = try await FullRun.shared()

        #expect(run.secrets.count == 20 && run.secrets.allSatisfy { $0.count > 8 })
        #expect(run.secrets.prefix(6).allSatisfy { $0.hasPrefix("pp") }, "\(run.secrets)")
        #expect(leaks(run.secrets, in: run.said + run.traces) == [])
        // It has something to look through, and finds what is there.
        #expect(try lines(of: run).count > 200)
        for secret in run.secrets {
            let planted = run.said + "{\"message\":\"\(secret)\"}\n"
            #expect(leaks(run.secrets, in: planted).contains(secret))
        }
    }

    @Test func `each line of the log says when, how grave and what`() async throws {
        let run = try await FullRun.shared()
        let lines = try lines(of: run)

        for line in lines {
            #expect((line["time"] as? String)?.hasSuffix("Z") == true, "\(line)")
            #expect(line["level"] is String && line["message"] is String, "\(line)")
        }
        let others = run.said.split(separator: "\n").filter { !$0.hasPrefix("{") }
        #expect(others.count == 3, "The two addresses, and how the admin tool gets in: \(others)")
    }

    @Test func `each request is a line, by its template`() async throws {
        let run = try await FullRun.shared()
        let requests = try lines(of: run).filter { $0["message"] as? String == "request" }

        let own = try #require(
            requests.first { $0["request_id"] as? String == "a-request-of-mine" })
        #expect(own["route"] as? String == "/api/v1/me" && own["method"] as? String == "GET")
        #expect(own["status"] as? Int == 200 && own["ms"] is Double)
        let id = /[0-9a-f]{8}-[0-9a-f]{4}/
        #expect(requests.allSatisfy { ($0["route"] as? String)?.contains(id) == false })
        let kinds = Set(requests.compactMap { $0["route"] as? String })
        #expect(kinds.isSuperset(of: ["/healthz", "/invitation", "none"]), "\(kinds)")
    }

    @Test func `an answer's request id leads to what the log says of it`() async throws {
        let run = try await FullRun.shared()
        let answer = try #require(run.heads["internal-error"])
        let id = try #require(answer.fields["x-request-id"])

        let about = try lines(of: run).filter { $0["request_id"] as? String == id }

        #expect(answer.status == "500")
        let failed = try #require(about.first { $0["message"] as? String == "failed" })
        #expect((failed["error"] as? String)?.contains("SQLSTATE 42P01") == true, "\(failed)")
        #expect(failed["level"] as? String == "error")
        #expect(about.contains { $0["message"] as? String == "request" })
        // The database's statement too, though its answer came in on another thread.
        let ran = about.filter { ["Ran", "Slow"].contains($0["message"] as? String) }
        #expect("\(ran)".contains("FROM community"), "\(about)")
    }

    @Test func `slow statements are there with their text, their time and their request`()
        async throws
    {
        let slow = try lines(of: try await FullRun.shared())
            .filter { $0["message"] as? String == "Slow" }

        #expect(slow.allSatisfy { ($0["ms"] as? Double).map { $0 >= 1 } ?? false })
        // What only confirms who asks has no statement of its own.
        #expect(slow.contains { ($0["statements"] as? [String])?.isEmpty == false })
        #expect(slow.contains { $0["request_id"] != nil })
        #expect(slow.allSatisfy { $0["level"] as? String == "warning" })
    }

    @Test func `a request's spans stand under the caller's`() async throws {
        let run = try await FullRun.shared()
        let spans = try run.traces.split(separator: "\n").map { line in
            let read = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let resource = try #require((read["resourceSpans"] as? [[String: Any]])?.first)
            let scope = try #require((resource["scopeSpans"] as? [[String: Any]])?.first)
            return try #require((scope["spans"] as? [[String: Any]])?.first)
        }

        let own = spans.filter {
            $0["traceId"] as? String == "4bf92f3577b34da6a3ce929d0e0e4736"
        }
        let server = try #require(own.first { $0["kind"] as? Int == 2 })
        #expect(server["parentSpanId"] as? String == "00f067aa0ba902b7")
        #expect(server["name"] as? String == "GET /api/v1/me")
        let database = own.filter { $0["kind"] as? Int == 3 }
        #expect(!database.isEmpty && "\(database)".contains("SELECT"))
        #expect(
            database.allSatisfy { $0["parentSpanId"] as? String == server["spanId"] as? String })
        // A submission's statements stand under its transaction or its request.
        let ids = Set(spans.compactMap { $0["spanId"] as? String })
        let orphans = spans.filter {
            ($0["parentSpanId"] as? String).map { !ids.contains($0) } ?? false
        }
        #expect(orphans.count == 1, "Only the one whose caller is elsewhere.")
    }

    @Test func `every answer tells browsers what they may do with it`() async throws {
        let run = try await FullRun.shared()

        for (name, head) in run.heads {
            let policy = head.fields["content-security-policy"] ?? ""
            #expect(policy.hasPrefix("default-src 'none'; "), "\(name)")
            #expect(policy.contains("frame-ancestors 'none'"), "\(name)")
            #expect(head.fields["x-content-type-options"] == "nosniff", "\(name)")
            #expect(head.fields["referrer-policy"] == "same-origin", "\(name)")
            #expect(head.fields["permissions-policy"]?.contains("camera=()") == true, "\(name)")
            #expect(head.fields["cross-origin-opener-policy"] == "same-origin", "\(name)")
            let isPage = head.fields["content-type"]?.hasPrefix("text/html") == true
            #expect(policy.contains("sandbox") != (isPage || head.status == "303"), "\(name)")
            let overTLS = head.fields["strict-transport-security"] != nil
            #expect(overTLS == (name == "sign-in"), "\(name)")
        }
        #expect(run.heads.count == 27)
        let statuses = run.heads.mapValues(\.status)
        for (name, status) in [
            ("page", "200"), ("redirect", "303"), ("no-page", "404"), ("stylesheet", "200"),
            ("no-asset", "404"), ("no-one", "401"), ("no-route", "404"), ("wrong-method", "405"),
            ("malformed", "422"), ("refused", "409"), ("wrong-password", "401"),
            ("internal-error", "500"), ("with-token", "200"), ("handout", "201"),
        ] {
            #expect(statuses[name] == status, "\(name)")
        }
    }

    @Test func `what people sent in is never a page`() async throws {
        let run = try await FullRun.shared()

        for (name, type) in [
            ("export", "text/csv"), ("gradebook", "text/csv"), ("packet", "application/zip"),
        ] {
            let head = try #require(run.heads[name])
            #expect(head.fields["content-type"]?.hasPrefix(type) == true, "\(name)")
            #expect(head.fields["content-disposition"]?.hasPrefix("attachment;") == true, "\(name)")
        }
        #expect(run.heads["handout"]?.fields["content-type"] == "application/json")
    }

    @Test func `the figures move with what is done`() async throws {
        let run = try await FullRun.shared()
        let (before, after) = (values(run.metrics.before), values(run.metrics.after))
        func rise(_ name: String) -> Double { (after[name] ?? 0) - (before[name] ?? 0) }

        let signedIn =
            #"http_server_requests_total{route="/api/v1/sessions",method="POST",status=""#
        #expect(rise(signedIn + #"201"}"#) == 3)
        #expect(rise(signedIn + #"401"}"#) == 1)
        let times = #"http_server_request_duration_seconds_count{route="/api/v1/sessions","#
        #expect(rise(times + #"method="POST"}"#) == 4)
        #expect(rise("postgres_client_round_trips_total") > 20)
        #expect(rise(#"postgres_client_errors_total{code="42P01"}"#) >= 1)
        #expect(after["http_server_active_requests"] == 0)
        for job in [
            "closing", "releasing", "lapsing", "sealing", "sweeping", "forgetting", "measuring",
        ] {
            let at = "peerspective_job_last_success_timestamp_seconds{name=\"\(job)\"}"
            #expect(try #require(after[at]) > 1_700_000_000)
        }
        #expect(rise(#"peerspective_job_duration_seconds_count{name="sealing"}"#) > 0)
        #expect(try #require(after["peerspective_sealing_lag_seconds"]) < 60)
        #expect(after["peerspective_log_lines_dropped_total"] == 0)
        let odd = #"http_server_requests_total{route="none",method="other",status="404"}"#
        #expect(rise(odd) == 1, "A method of one's own making is counted with all others.")
    }

    @Test func `the operations page tells what each metric, setting and finding is`() async throws {
        let run = try await FullRun.shared()
        let page = try String(
            contentsOf: URL.checkout.appending(path: "deploy/operations.md"), encoding: .utf8)
        let help = try RunningService(["serve", "--help"])
        await help.end()

        let metrics = run.metrics.after.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
            .map { String($0.split(separator: " ")[2]) }
        let settings = help.said.matches(of: /\{([A-Z_]+)\}/).map {
            $0.output.1.lowercased().replacing("_", with: ".")
        }
        #expect(metrics.count > 20 && settings.count > 15)
        for word in metrics + settings { #expect(page.contains("`\(word)`"), "\(word)") }
    }

    @Test func `without a port there are no metrics, and none at the service's own`() async throws {
        let place = try Place()
        let service = try RunningService(place.arguments)
        let address = try await service.address()

        #expect(try fetch(address + "/metrics").status == 404)
        service.signal(SIGTERM)
        #expect(await service.end() == 0)
        #expect(!service.said.contains("Metrics are at"))
        #expect(service.said.contains(/Z info request method=GET ms=\S+ request_id=\w+ route=none/))
    }

    /// Each line of the text format by its name and labels.
    private func values(_ text: String) -> [String: Double] {
        Dictionary(
            uniqueKeysWithValues: text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
                let place = $0.lastIndex(of: " ") ?? $0.endIndex
                return (String($0[..<place]), Double($0[$0.index(after: place)...]) ?? .nan)
            })
    }
}
