import CLibpq

/// What libpq reads in a connection string.
struct ConnectionOption {
    let keyword: String
    let value: String
    /// Which of the environment stands for it.
    let variable: String?

    /// Those that are given, of a URI or of keywords and values; nil of what is neither.
    static func given(in connection: String) -> [ConnectionOption]? {
        guard let list = PQconninfoParse(connection, nil) else { return nil }
        defer { PQconninfoFree(list) }
        var given: [ConnectionOption] = []
        var next = list
        while let keyword = next.pointee.keyword {
            if let value = next.pointee.val, value.pointee != 0 {
                given.append(
                    ConnectionOption(
                        keyword: String(cString: keyword), value: String(cString: value),
                        variable: next.pointee.envvar.map { String(cString: $0) }))
            }
            next += 1
        }
        return given
    }
}
