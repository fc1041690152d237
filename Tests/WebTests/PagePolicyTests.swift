import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@testable import Web

/// Every page and form × everyone, beside the table `pages.tsv`: a route without a row fails. What one
/// may not see is 404, whatever the reason; nobody is asked to sign in, by 303 or, of a form, by 401. Of
/// a form `yes` stands for what isn't one of these: the policy let it through, and it was done or not.
@Suite(.world) struct PagePolicyTests {
    private static let parts = 8

    private static var file: URL { URL.checkout.appending(path: "Tests/WebTests/pages.tsv") }

    private static func table() throws -> [String: [String]] {
        let text = try String(contentsOf: file, encoding: .utf8)
        let rows = text.split(separator: "\n").dropFirst().map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        return Dictionary(
            uniqueKeysWithValues: rows.map { ("\($0[0]) \($0[1])", Array($0.dropFirst(2))) })
    }

    private static func name(_ route: PageRoute) -> String { "\(route.method) \(route.path)" }

    private static func routes() throws -> [PageRoute] {
        Web(try #require(TestDatabase.current).records, isDemo: true).routes
    }

    @Test func `the table has a row for each page and form, and no other`() throws {
        let routes = try Self.routes().map(Self.name)
        let header = try String(contentsOf: Self.file, encoding: .utf8)
            .split(separator: "\n").first?.split(separator: "\t").dropFirst(2).map(String.init)

        #expect(header == World.everyone.map(\.name))
        #expect(try Set(Self.table().keys).symmetricDifference(routes).sorted() == [])
        print("policy of pages: \(routes.count * World.everyone.count) cases")
    }

    @Test(arguments: 0..<parts)
    func `everyone gets of each page what the table says`(part: Int) async throws {
        let table = try Self.table()
        let routes = try Self.routes().enumerated()
            .filter { $0.offset % Self.parts == part }.map(\.element)

        try await LiveWeb.run(at: PageStage.now, isDemo: true) { web in
            var lines: [[String]] = []
            for route in routes {
                let found = try await Self.walk(route, web)
                let expected = table[Self.name(route)]
                for (place, who) in World.everyone.enumerated() where expected != nil {
                    #expect(
                        expected?[place] == found[place], "\(Self.name(route)) as \(who.name)")
                }
                lines.append(["\(route.method)", route.path] + found)
            }
            try Self.dump(lines, part)
        }
    }

    /// The stage is set anew after whoever got through a form.
    private static func walk(_ route: PageRoute, _ web: LiveWeb) async throws -> [String] {
        var found: [String] = []
        var stage = try await PageStage(web.database.records, for: route)
        for (_, person) in World.everyone {
            let answer =
                route.method == .get
                ? try await web.get(stage.path, as: person)
                : try await web.post(stage.path, as: person, stage.form)
            found.append(Self.outcome(answer, route))
            if found.last == "yes" {
                stage = try await PageStage(web.database.records, for: route)
            }
        }
        return found
    }

    private static func outcome(_ answer: LiveWeb.Answer, _ route: PageRoute) -> String {
        if answer.location?.hasPrefix("/sign-in") ?? false { return "sign-in" }
        let isYes = route.method == .post && [200, 303, 409, 412, 422].contains(answer.status)
        return isYes ? "yes" : "\(answer.status)"
    }

    /// Writes what was found where the variable says, a file for each part, to be read and taken over
    /// row by row.
    private static func dump(_ lines: [[String]], _ part: Int) throws {
        guard let path = ProcessInfo.processInfo.environment["DUMP_PAGES"] else { return }
        try lines.map { $0.joined(separator: "\t") + "\n" }.joined()
            .write(toFile: "\(path).\(part)", atomically: true, encoding: .utf8)
    }
}
