import Domain

/// Repeats what was refused only because the service was busy, as clients do: nothing was changed.
package func patiently<Value: Sendable>(
    _ body: @Sendable () async throws -> Value
) async throws -> Value {
    for _ in 0..<30 {
        do {
            return try await body()
        } catch is Unavailable {
            try await Task.sleep(for: .milliseconds(200))
        }
    }
    return try await body()
}
