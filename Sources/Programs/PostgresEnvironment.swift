import Subprocess

/// Where a server is, as the environment of PostgreSQL's own programs: what stands in their
/// arguments, a password too, everyone on the machine can read.
package struct PostgresEnvironment: Sendable {
    package enum Refusal: Error, Equatable {
        case unreadable
        /// A keyword that no variable stands for.
        case unsayable(String)
    }

    private let variables: [String: String]

    /// Of a libpq URI, or keywords and values.
    package init(connection: String) throws(Refusal) {
        guard let options = ConnectionOption.given(in: connection) else { throw .unreadable }
        var variables: [String: String] = [:]
        for option in options {
            if let variable = option.variable {
                variables[variable] = option.value
            } else if !Self.unneeded.contains(option.keyword) {
                throw .unsayable(option.keyword)
            }
        }
        self.variables = variables
    }

    /// Of a server on this machine and of nobody else's settings.
    package init(socket: String, user: String, database: String) {
        variables = [
            "PGHOST": socket, "PGPORT": "5432", "PGUSER": user, "PGDATABASE": database,
            "PGSERVICE": "", "PGOPTIONS": "", "PGSSLMODE": "disable", "PGPASSFILE": "/dev/null",
        ]
    }

    /// The name, where it was given: pg_restore connects only when it is told one.
    package var database: String? { variables["PGDATABASE"] }

    /// How patiently a connection waits: the programs' own way will do.
    private static let unneeded: Set<String> = [
        "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count",
        "tcp_user_timeout", "fallback_application_name",
    ]

    var environment: Environment {
        .inherit.updating(
            Dictionary(
                uniqueKeysWithValues: variables.map { name, value in
                    (Environment.Key(stringLiteral: name), value.isEmpty ? nil : value)
                }))
    }
}
