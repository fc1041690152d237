import Foundation
import UnixSignals

/// Ctrl-C, and the end that a service manager asks for: what is under way cleans up behind itself.
enum Interruption {
    /// `said`: what is told to whoever stopped it.
    static func heeded<Value: Sendable>(
        _ said: String = "Stopped. Nothing is left of it.",
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in signals { throw Failure.refused(said) }
                return nil
            }
            defer { group.cancelAll() }
            // Whichever is first; the group waits for the other to clean up.
            while let ended = try await group.next() {
                if let value = ended { return value }
            }
            throw CancellationError()
        }
    }
}
