import Foundation
import Glibc
import Support
import Testing

@Suite(.timeLimit(.minutes(20))) struct ReadmeTests {
    /// The lines of the walk, as they stand in the README.
    static func walk() throws -> String {
        let file = URL.checkout.appending(path: "README.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let chapters = text.components(separatedBy: "\n## ")
        let chapter = try #require(chapters.first { $0.hasPrefix("A walk") })
        return chapter.components(separatedBy: "```sh\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }.joined()
    }

    @Test
    func `the walk through the main job goes as the README says, to the same bytes by both ways`()
        async throws
    {
        let place = try Place()
        let service = try RunningService(place.arguments)
        let address = try await service.address()
        let database =
            "host='\(place.folder)/data/socket' dbname=peerspective user=peerspective_service"
        let admin = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "peerspective-admin").path
        let seed = [
            "seed", "--demo", "--seeds", URL.checkout.appending(path: "seeds").path,
            "--database-url", database, "--operator", "riley",
        ]

        let first = try Program.run(admin, seed)
        let second = try Program.run(admin, seed)
        let script = place.folder + "/walk.sh"
        let kept =
            "ask \"$osei\" GET \"$content\" >\(place.folder)/http.csv\n"
            + "echo \"$offering $(jq -r .id <<<\"$export\")\" >\(place.folder)/export\n"
        try "set -uo pipefail\n\(Self.walk())\n\(kept)".write(
            toFile: script, atomically: false, encoding: .utf8)
        let walked = try Program.run(
            "/usr/bin/env", ["api=\(address)/api/v1", "bash", script])
        let ids = try String(contentsOfFile: place.folder + "/export", encoding: .utf8)
            .split(whereSeparator: \.isWhitespace).map(String.init)
        let fetched = try Program.run(
            admin,
            [
                "grades", "export", ids[0], "--export", ids[1], "--output",
                place.folder + "/cli.csv", "--database-url", database, "--operator", "riley",
                "--institution", "northfield",
            ])
        service.signal(SIGTERM)

        #expect(await service.end() == 0)
        #expect(fetched.status == 0, "\(fetched.output)")
        let overHTTP = try Data(contentsOf: URL(filePath: place.folder + "/http.csv"))
        #expect(overHTTP.starts(with: [0xEF, 0xBB, 0xBF]))
        #expect(try Data(contentsOf: URL(filePath: place.folder + "/cli.csv")) == overHTTP)
        #expect(first.status == 0 && first.output.contains("Made the demo world"))
        #expect(second.status == 0 && second.output.contains("The demo world is there"))
        #expect(walked.status == 0, "\(walked.output)")
        let lines = walked.output.split(separator: "\n").map(String.init)
        // Eleven who take part; a draft of six words; one submission of two clicks.
        #expect(lines.prefix(3) == ["11", "6", "1"], "\(walked.output)")
        for said in [
            "I had passed over the silence between two posts.", "ready",
            "Nothing is visible yet.", "You stayed with what made you skip.",
        ] {
            #expect(lines.contains(said), "\(said) is missing in \(walked.output)")
        }
    }
}
