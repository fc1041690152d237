internal import CLibpq

/// Listens to a connection's notices for the one that matters, and keeps the rest off stderr.
final class Notices {
    /// Whether a COMMIT stopped waiting for its standbys. PostgreSQL then answers success.
    private(set) var hasUnreplicatedCommit = false

    /// The connection must not outlive `self`.
    func listen(on handle: OpaquePointer) {
        let me = Unmanaged.passUnretained(self).toOpaque()
        PQsetNoticeReceiver(
            handle,
            { me, result in
                guard let me, let result else { return }
                Unmanaged<Notices>.fromOpaque(me).takeUnretainedValue().take(result)
            }, me)
    }

    /// By the server's function, since messages are translated.
    private func take(_ result: OpaquePointer) {
        guard let function = PQresultErrorField(result, shim_function) else { return }
        if String(cString: function) == "SyncRepWaitForLSN" { hasUnreplicatedCommit = true }
    }
}
