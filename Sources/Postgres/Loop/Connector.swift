internal import CLibpq
internal import Foundation

/// What blocks in libpq, on threads of its own: connecting (names, files, TLS, passwords), and
/// asking the server to cancel.
enum Connector {
    /// A connection on its way from one thread to another.
    ///
    /// `@unchecked Sendable`: the connector's thread makes it, hands it over once and never
    /// touches it again.
    struct Opened: @unchecked Sendable {
        let handle: OpaquePointer

        /// Ends a connection that nobody uses.
        func close() {
            PQfinish(handle)
        }
    }

    struct Failure: Error {
        let message: String
    }

    /// Values are read as text, so their form is fixed here, whatever the server's defaults.
    private static let session = """
        SET DateStyle = 'ISO'; SET TimeZone = 'UTC'; SET bytea_output = 'hex';
        SET extra_float_digits = 1; SET standard_conforming_strings = on
        """

    /// Connects on a thread of its own.
    ///
    /// - Parameters:
    ///   - connection: a URI or keywords and values.
    ///   - done: called on that thread.
    static func connect(
        _ connection: String, done: @escaping @Sendable (Result<Opened, Failure>) -> Void
    ) {
        Thread.detachNewThread { done(open(connection)) }
    }

    /// How long a connection, or a wish to cancel, outlives a network that is gone.
    private static let liveness = [
        ("connect_timeout", "10"), ("keepalives_idle", "30"), ("keepalives_interval", "10"),
        ("keepalives_count", "3"), ("tcp_user_timeout", "60000"),
    ]

    /// Those that nobody has set: neither the environment nor a service file, which both would yield
    /// to what stands in front of the connection string.
    private static func unset(beside connection: String) -> [(String, String)] {
        let asked = options(PQconninfoParse(connection, nil))
        guard asked["service"] == nil else { return [] }
        let known = options(PQconndefaults())
        return liveness.filter { known[$0.0] == nil }
    }

    private static func options(
        _ list: UnsafeMutablePointer<PQconninfoOption>?
    ) -> [String: String] {
        defer { PQconninfoFree(list) }
        var found: [String: String] = [:]
        var next = list
        while let option = next, let keyword = option.pointee.keyword {
            if let value = option.pointee.val, value.pointee != 0 {
                found[String(cString: keyword)] = String(cString: value)
            }
            next = option + 1
        }
        return found
    }

    private static func open(_ connection: String) -> Result<Opened, Failure> {
        // What stands before dbname yields to the connection string, what stands behind it wins.
        let rest = [
            ("fallback_application_name", "postgres-swift"), ("dbname", connection),
            ("client_encoding", "UTF8"),
        ]
        let all = unset(beside: connection) + rest
        let (names, values) = (all.map(\.0), all.map(\.1))
        let handle = withCStrings(names) { names in
            withCStrings(values) { values in PQconnectdbParams(names, values, 1) }
        }
        guard let handle else { return .failure(Failure(message: "Out of memory")) }
        let answer = PQstatus(handle) == CONNECTION_OK ? PQexec(handle, session) : nil
        defer { PQclear(answer) }
        guard PQresultStatus(answer) == PGRES_COMMAND_OK, PQsetnonblocking(handle, 1) == 0,
            PQenterPipelineMode(handle) == 1
        else {
            defer { PQfinish(handle) }
            return .failure(Failure(message: String(cString: PQerrorMessage(handle))))
        }
        return .success(Opened(handle: handle))
    }

    /// A wish to cancel on its way to a thread. `@unchecked Sendable` as `Opened`.
    struct Cancel: @unchecked Sendable {
        let wish: OpaquePointer
    }

    /// Asks the server to cancel on a thread of its own; `done` is called there when the server
    /// has sent the signal, or couldn't.
    static func cancel(_ cancel: Cancel, done: @escaping @Sendable () -> Void) {
        Thread.detachNewThread {
            var reason = [CChar](repeating: 0, count: 256)
            // Whether it worked shows on the connection itself: the statement ends, or the drain
            // runs into its deadline.
            _ = PQcancel(cancel.wish, &reason, Int32(reason.count))
            PQfreeCancel(cancel.wish)
            done()
        }
    }
}

/// Calls `body` with a C array of C strings that ends in NULL. All of it lies in one place.
func withCStrings<Value>(
    _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
) -> Value {
    let size = texts.reduce(0) { $0 + ($1?.utf8.count ?? 0) + 1 }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size + 1) { bytes in
        withUnsafeTemporaryAllocation(
            of: UnsafePointer<CChar>?.self, capacity: texts.count + 1
        ) { pointers in
            var rest = bytes[...]
            for (place, text) in texts.enumerated() {
                let string = text.flatMap { copy($0, to: &rest) }
                pointers.initializeElement(at: place, to: string)
            }
            pointers.initializeElement(at: texts.count, to: nil)
            // A buffer of at least one element has an address.
            return body(UnsafePointer(pointers.baseAddress.unsafelyUnwrapped))
        }
    }
}

/// Copies a text and the zero that ends it to the front of `rest`, which has room for it.
private func copy(
    _ text: String, to rest: inout Slice<UnsafeMutableBufferPointer<UInt8>>
) -> UnsafePointer<CChar>? {
    var text = text
    let buffer = UnsafeMutableBufferPointer(rebasing: rest)
    let count = text.withUTF8 { utf8 in
        _ = buffer.update(fromContentsOf: utf8)
        return utf8.count
    }
    buffer[count] = 0
    rest = rest.dropFirst(count + 1)
    return buffer.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
}
