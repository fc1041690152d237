import Foundation
import Glibc
import Support
import Testing

/// The main job done once through the whole service, with everything on that tells of it: the log in JSON
/// at `trace`, metrics, traces. Beside what the README does, what goes wrong and what is secret.
struct FullRun: Sendable {
    /// All that the service said, both outputs.
    let said: String
    let traces: String
    /// As they were before the walk, and behind it.
    let metrics: (before: String, after: String)
    /// What must stand in no line: passwords, tokens, links, addresses, people's texts.
    let secrets: [String]
    /// Each answer's head, by the name that the script gives it.
    let heads: [String: Head]

    struct Head: Sendable {
        let status: String
        let fields: [String: String]
    }

    /// One for all tests: it takes a while.
    static func shared() async throws -> FullRun { try await task.value }

    private static let task = Task { try await FullRun() }

    private init() async throws {
        let place = try Place()
        let traceFile = place.folder + "/traces"
        let service = try RunningService(
            place.arguments + [
                "--log-level", "trace", "--log-format", "json", "--log-slow-statements", "1",
                "--metrics-port", "0", "--trace-file", traceFile, "--http-proxies", "1",
                "--demo", "true",
            ])
        let address = try await service.address()
        let metricsAddress = try Self.metricsAddress(service.said)
        let database = "host='\(place.folder)/data/socket' dbname=peerspective user="
        let seeded = try Program.run(
            Program.adminTool,
            [
                "seed", "--demo", "--seeds", URL.checkout.appending(path: "seeds").path,
                "--database-url", database + "peerspective_service", "--operator", "riley",
            ])
        try #require(seeded.status == 0, "\(seeded.output)")
        let before = try fetch(metricsAddress).body
        let script = place.folder + "/walk.sh"
        try Self.script(address, place.folder).write(
            toFile: script, atomically: false, encoding: .utf8)
        let walked = try Program.run("/usr/bin/env", ["bash", script])
        try #require(walked.status == 0, "\(walked.output)")
        // The database refuses what nobody reckoned with.
        let broken = try Program.run(
            "/usr/bin/psql",
            [database + "peerspective_owner", "-qc", "ALTER TABLE community RENAME TO gone"])
        try #require(broken.status == 0, "\(broken.output)")
        let failed = try Program.run(
            "/usr/bin/env", ["bash", "-c", "cd \(place.folder); . ./known; fail"])
        try #require(failed.status == 0, "\(failed.output)")
        // Until the lags were looked at.
        let looked = /job_duration_seconds_count\{name="measuring"\} [1-9]/
        var after = ""
        while !after.contains(looked) { after = try fetch(metricsAddress).body }
        metrics = (before, after)
        service.signal(SIGTERM)
        #expect(await service.end() == 0)
        said = service.said
        traces = try String(contentsOfFile: traceFile, encoding: .utf8)
        secrets = try String(contentsOfFile: place.folder + "/secrets", encoding: .utf8)
            .split(separator: "\n").map(String.init)
        heads = try Self.heads(in: place.folder + "/heads")
    }

    private static func metricsAddress(_ said: String) throws -> String {
        // It is said by the same start, maybe a moment later.
        let found = try #require(said.firstMatch(of: /Metrics are at (\S+)/))
        return String(found.output.1)
    }

    private static func heads(in folder: String) throws -> [String: Head] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return try Dictionary(
            uniqueKeysWithValues: names.map { name in
                let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
                let lines = text.split(whereSeparator: \.isNewline).map(String.init)
                var fields: [String: String] = [:]
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1).map {
                        $0.trimmingCharacters(in: .whitespaces)
                    }
                    fields[parts[0].lowercased()] = parts.count > 1 ? parts[1] : ""
                }
                let status = lines.first?.split(separator: " ").dropFirst().first ?? ""
                return (name, Head(status: String(status), fields: fields))
            })
    }

    /// The walk, then whatever else an answer can be. `keep NAME URL …` keeps an answer's head.
    private static func script(_ address: String, _ folder: String) throws -> String {
        """
        set -uo pipefail
        cd \(folder); mkdir heads
        api=\(address)/api/v1
        \(try ReadmeTests.walk())
        cat >known <<'END'
        site=\(address) api=\(address)/api/v1
        keep() { name=$1; shift; curl -s -m 60 -o /dev/null -D heads/$name "$@"; }
        fail() { keep internal-error "$api/communities" -H "Authorization: Bearer $vega"; }
        END
        echo "vega=$vega" >>known
        . ./known
        json='Content-Type: application/json'
        person=$(ask "$okafor" GET /me | jq -r .person.id)
        link=$(ask "$osei" POST "/people/$person/invitations" | jq -r .token)
        own=$(ask "$vega" POST /me/tokens '{"name": "script", "scopes": ["read"],
            "expires_at": "'"$(date -u -d '+30 days' +%FT%TZ)"'",
            "current_password": "example voices of spring"}' | jq -r .token)
        cookie=$(curl -s -o /dev/null -D - "$site/sign-in" -H 'Sec-Fetch-Site: same-origin' \\
            -d institution=northfield --data-urlencode email=okafor@example.edu \\
            --data-urlencode 'password=example voices of spring' |
            sed -n 's/^[Ss]et-[Cc]ookie: __Host-session=\\([^;]*\\);.*/\\1/p')
        signed="Cookie: __Host-session=$cookie"
        mine="Authorization: Bearer $okafor"

        keep page "$site/account" -H "$signed"
        keep page-of-work "$site/assignments/$assignment" -H "$signed"
        keep redirect "$site/account"
        keep home "$site/"
        keep sign-in "$site/sign-in" -H 'X-Forwarded-Proto: https'
        keep link "$site/invitation?code=$link"
        keep no-page "$site/there-is-none"
        keep stylesheet "$site$(curl -s "$site/sign-in" | grep -o '/assets/look[^"]*' | head -1)"
        keep no-asset "$site/assets/none.css"
        keep alive "$site/healthz"
        keep ready "$site/readyz"
        keep description "$api/openapi.yaml"
        keep own "$api/me" -H "$mine" -H 'X-Request-Id: a-request-of-mine' \\
            -H 'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
        keep with-token "$api/me" -H "Authorization: Bearer $own"
        keep no-one "$api/me"
        keep no-route "$api/there-is-none"
        keep wrong-method -X DELETE "$api/me" -H "$mine"
        keep search "$api/search?q=hushedword" -H "Authorization: Bearer $vega"
        keep malformed "$api/offerings/$offering/explorations" -H "$mine" -H "$json" -d '{"malformedword'
        keep refused "$api/assignments/$assignment/submissions" -H "$mine" -H "$json" \\
            -d '{"body": "refusedword", "ai_use": "nonsense"}'
        keep wrong-password "$api/sessions" -H "$json" \\
            -d '{"institution": "northfield", "email": "vega@example.edu", "password": "wrongpassword"}'
        keep export "$api$content" -H "Authorization: Bearer $osei"
        keep gradebook "$api/offerings/$offering/gradebook.csv" -H "Authorization: Bearer $vega"
        keep packet -X POST "$api/assignments/$assignment/appeal-packets" -H "$json" \\
            -H "Authorization: Bearer $osei" -d '{"reason": "appeal"}'
        keep handout -X POST "$api/offerings/$offering/handouts" -H "$json" \\
            -H "Authorization: Bearer $vega" \\
            -d '{"title": "<script>", "body": "<script>handoutword</script>", "position": 9}'
        keep traced -X TRACE "$site/" -H "$signed"

        cat >secrets <<END
        $vega
        $okafor
        $osei
        $own
        $link
        $cookie
        example voices of spring
        wrongpassword
        okafor@example.edu
        vega@example.edu
        osei@example.edu
        Ada Okafor
        I had passed over the silence
        What made you pass over it?
        You stayed with what made you skip
        Read what you passed over
        hushedword
        malformedword
        refusedword
        handoutword
        END
        """
    }
}
