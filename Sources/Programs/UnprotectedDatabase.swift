/// A database over a network to which anyone could listen, or who answers in its stead: libpq's own
/// `sslmode`, `prefer`, falls back to plain text without a word, and `require` asks nobody who they are.
package struct UnprotectedDatabase: Error, Equatable {
    package let hosts: [String]

    package var sentence: String {
        """
        The database at \(hosts.joined(separator: ", ")) is reached over a network: add \
        sslmode=verify-full and sslrootcert=FILE to its address. Where nothing else can listen, say \
        so by sslmode=disable.
        """
    }

    /// Passes where the connection string or `environment` says so much that certificates are checked,
    /// or that nothing is to be protected, by `sslmode` or a service's file; and what can't be read, for
    /// connecting says what is wrong with it. A socket and the machine itself are no network.
    package static func check(
        _ connection: String, _ environment: [String: String]
    ) throws(UnprotectedDatabase) {
        let asked = ConnectionOption.given(in: connection) ?? []
        func said(_ keyword: String, _ variable: String) -> String? {
            asked.first { $0.keyword == keyword }?.value ?? environment[variable]
        }
        guard said("service", "PGSERVICE") == nil,
            !["verify-full", "verify-ca", "disable"].contains(said("sslmode", "PGSSLMODE"))
        else { return }
        let hosts = said("hostaddr", "PGHOSTADDR") ?? said("host", "PGHOST") ?? ""
        let distant = hosts.split(separator: ",").map(String.init).filter { !isHere($0) }
        guard distant.isEmpty else { throw UnprotectedDatabase(hosts: distant) }
    }

    private static func isHere(_ host: String) -> Bool {
        host.hasPrefix("/") || host.hasPrefix("@") || host.hasPrefix("127.") || host == "::1"
            || host.lowercased() == "localhost"
    }
}
