import Configuration
import Foundation
import Programs

/// Everything that can be set: by flag, else by environment, else by the file that `--config` names.
struct Settings: Sendable {
    let host: String
    let port: Int
    let idleTimeout: Int
    /// Clients at once; others wait until one goes.
    let httpConnections: Int
    /// How many proxies are trusted to say where a request came from.
    let proxies: Int
    let shutdownNotice: Int
    let shutdownDeadline: Int
    /// Nil: a private PostgreSQL in `dataFolder`.
    let database: String?
    /// Who migrates at the start; nil: nobody, and what is missing stops the start.
    let owner: String?
    let migrations: String
    let connections: Int
    let dataFolder: String
    /// What second factors are sealed with; nil without one, and then none is offered.
    let secondFactorKeyFile: String?
    let logLevel: String
    let logFormat: String
    /// Milliseconds from which on a round trip to the database is logged; 0: none.
    let slowStatements: Int
    let metricsHost: String
    /// Nil: no metrics.
    let metricsPort: Int?
    /// Nil: no traces.
    let traceFile: String?
    let tracePercent: Int
    /// Whether the pages say that everyone here is fiction, and show `/style`.
    let isDemo: Bool

    private struct Setting {
        let key: [String]
        let standard: String
        let help: String

        var name: String { key.joined(separator: ".") }
        var flag: String { "--" + key.joined(separator: "-") }
        var variable: String { key.joined(separator: "_").replacing("-", with: "_").uppercased() }
    }

    private static let all: [Setting] = [
        Setting(key: ["http", "host"], standard: "127.0.0.1", help: "where to listen"),
        Setting(key: ["http", "port"], standard: "8080", help: "0 takes any free one"),
        Setting(
            key: ["http", "idle", "timeout"], standard: "60",
            help: "seconds without a byte after which a connection is closed"),
        Setting(
            key: ["http", "connections"], standard: "10000",
            help: "connections of clients at once, fewer where the limit of open files is low"),
        Setting(
            key: ["http", "proxies"], standard: "0",
            help: "proxies before the service whose X-Forwarded-For is believed"),
        Setting(
            key: ["shutdown", "notice"], standard: "0",
            help: "seconds in which /readyz says that it stops, before it takes no more requests"),
        Setting(
            key: ["shutdown", "deadline"], standard: "20",
            help: "seconds that requests under way have when it stops"),
        Setting(
            key: ["database", "url"], standard: "a private PostgreSQL",
            help: "libpq URI or keywords, as the service's role; better from the environment"),
        Setting(
            key: ["database", "url", "file"], standard: "none",
            help: "a file that holds the database URL"),
        Setting(
            key: ["database", "owner", "url"], standard: "none",
            help: "the schema's owner: when given, the start applies missing migrations"),
        Setting(key: ["database", "migrations"], standard: "db", help: "the folder of migrations"),
        Setting(
            key: ["database", "connections"], standard: "16", help: "at most so many, above 2"),
        Setting(
            key: ["data", "folder"], standard: "see README",
            help: "where the private PostgreSQL keeps its data"),
        Setting(
            key: ["second", "factor", "key", "file"], standard: "none; private: in the data folder",
            help: "a file of 64 hexadecimal digits (openssl rand -hex 32), for second factors"),
        Setting(
            key: ["log", "level"], standard: "info",
            help: "trace, debug, info, notice, warning, error or critical"),
        Setting(
            key: ["log", "format"], standard: "text", help: "text, or json: an object a line"),
        Setting(
            key: ["log", "slow", "statements"], standard: "500",
            help: "milliseconds from which on statements are logged; 0: none"),
        Setting(
            key: ["metrics", "host"], standard: "127.0.0.1",
            help: "where /metrics is served, to anyone who reaches it"),
        Setting(
            key: ["metrics", "port"], standard: "none",
            help: "0 takes any free one; without it nothing is counted"),
        Setting(
            key: ["trace", "file"], standard: "none",
            help: "where spans are written, as lines of OpenTelemetry's JSON"),
        Setting(
            key: ["trace", "percent"], standard: "100", help: "of the requests that are traced"),
        Setting(
            key: ["demo"], standard: "false",
            help: "true: the pages say that everyone here is fiction, and /style is there"),
    ]

    static var help: String {
        let rows = all.map { setting in
            let front = "  \(setting.flag) VALUE"
            let pad = String(repeating: " ", count: max(1, 34 - front.count))
            return "\(front)\(pad)\(setting.help) [\(setting.standard)] {\(setting.variable)}"
        }
        return """
            Usage: peerspective serve [--config FILE] [flags]

            Serves the pages and the HTTP API. Each setting is taken from its flag, else from its
            environment variable, else from the JSON file that --config names.

            \(rows.joined(separator: "\n"))

            Square brackets hold the default, braces the environment variable.
            """
    }

    init(arguments: [String], environment: [String: String]) async throws {
        let file = try Self.check(arguments)
        let reader = try await Self.reader(arguments, environment, file)
        host = reader.string(forKey: "http.host", default: "127.0.0.1")
        port = try Self.number(reader, "http.port", 8080, 0...65_535)
        idleTimeout = try Self.number(reader, "http.idle.timeout", 60, 1...3600)
        httpConnections = try Self.number(reader, "http.connections", 10_000, 10...1_000_000)
        proxies = try Self.number(reader, "http.proxies", 0, 0...10)
        shutdownNotice = try Self.number(reader, "shutdown.notice", 0, 0...600)
        shutdownDeadline = try Self.number(reader, "shutdown.deadline", 20, 0...600)
        database = try Self.database(reader)
        owner = reader.string(forKey: "database.owner.url", isSecret: true)
        for address in [database, owner].compactMap({ $0 }) {
            do {
                try UnprotectedDatabase.check(address, environment)
            } catch {
                throw Stop(usage: error.sentence)
            }
        }
        migrations = reader.string(forKey: "database.migrations", default: "db")
        connections = try Self.number(reader, "database.connections", 16, 3...1000)
        dataFolder = reader.string(
            forKey: "data.folder", default: Self.standardFolder(environment))
        secondFactorKeyFile = reader.string(forKey: "second.factor.key.file")
        logLevel = reader.string(forKey: "log.level", default: "info")
        logFormat = reader.string(forKey: "log.format", default: "text")
        slowStatements = try Self.number(reader, "log.slow.statements", 500, 0...3_600_000)
        metricsHost = reader.string(forKey: "metrics.host", default: "127.0.0.1")
        let hasMetrics = reader.string(forKey: "metrics.port") != nil
        metricsPort = hasMetrics ? try Self.number(reader, "metrics.port", 0, 0...65_535) : nil
        traceFile = reader.string(forKey: "trace.file")
        tracePercent = try Self.number(reader, "trace.percent", 100, 1...100)
        isDemo = try Self.flag(reader, "demo")
    }

    /// Refuses flags that nobody reads; answers the file that `--config` names.
    private static func check(_ arguments: [String]) throws -> String? {
        let known = Set(all.map(\.flag))
        var rest = arguments[...]
        var file: String?
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            let flag = parts.first ?? argument
            guard known.contains(flag) || flag == "--config" else {
                throw Stop(
                    usage: "There is no setting “\(flag)”. Try: peerspective serve --help")
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                throw Stop(usage: "\(flag) needs a value.")
            }
            if flag == "--config" { file = value }
        }
        return file
    }

    private static func reader(
        _ arguments: [String], _ environment: [String: String], _ file: String?
    ) async throws -> ConfigReader {
        var providers: [any ConfigProvider] = [
            CommandLineArgumentsProvider(arguments: ["peerspective"] + arguments),
            EnvironmentVariablesProvider(environmentVariables: environment),
        ]
        if let file { providers.append(InMemoryProvider(values: try values(of: file))) }
        return ConfigReader(providers: providers)
    }

    /// What the file sets, each as the text that a flag would have: JSON's numbers and booleans too.
    private static func values(of file: String) throws -> [AbsoluteConfigKey: ConfigValue] {
        guard let data = FileManager.default.contents(atPath: file),
            // Whatever is wrong with it, the operator corrects the same file.
            let tree = try? JSONDecoder().decode(FileSetting.self, from: data),
            case .tree = tree
        else { throw Stop("\(file) can't be read as JSON. Correct it, or leave --config out.") }
        let values = tree.values()
        let known = Set(all.map(\.key))
        // A misspelled setting would be as good as none.
        let unknown = values.keys.filter { !known.contains($0) }
        guard unknown.isEmpty else {
            let names = unknown.map { $0.joined(separator: ".") }.sorted()
            throw Stop(
                usage: "\(file) names what is no setting: \(names.joined(separator: ", ")). "
                    + "Try: peerspective serve --help")
        }
        return values.reduce(into: [:]) { found, value in
            found[AbsoluteConfigKey(value.key)] = ConfigValue(.string(value.value), isSecret: true)
        }
    }

    private static func number(
        _ reader: ConfigReader, _ name: String, _ standard: Int, _ range: ClosedRange<Int>
    ) throws -> Int {
        guard let text = reader.string(forKey: ConfigKey(name)) else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw Stop(
                usage: "\(name) is “\(text)”. Give a number from \(range.lowerBound) "
                    + "to \(range.upperBound).")
        }
        return number
    }

    private static func flag(_ reader: ConfigReader, _ name: String) throws -> Bool {
        switch reader.string(forKey: ConfigKey(name)) {
        case nil, "false": return false
        case "true": return true
        case let text?: throw Stop(usage: "\(name) is “\(text)”. Give true or false.")
        }
    }

    private static func database(_ reader: ConfigReader) throws -> String? {
        if let url = reader.string(forKey: "database.url", isSecret: true) { return url }
        guard let file = reader.string(forKey: "database.url.file") else { return nil }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8),
            case let url = text.trimmingCharacters(in: .whitespacesAndNewlines), !url.isEmpty
        else {
            throw Stop("\(file) can't be read or is empty. Write the database URL into it.")
        }
        return url
    }

    /// As root for everyone, else in the user's own place (XDG Base Directory).
    private static func standardFolder(_ environment: [String: String]) -> String {
        if geteuid() == 0 { return "/var/lib/peerspective" }
        let home = environment["HOME"] ?? NSHomeDirectory()
        return (environment["XDG_DATA_HOME"] ?? "\(home)/.local/share") + "/peerspective"
    }
}
