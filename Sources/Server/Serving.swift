import Hummingbird
import ServiceLifecycle

/// The application, each connection of which runs where the database's answers come in, so that a
/// short request changes threads twice and not four times.
struct Serving<Served: ApplicationProtocol>: Service {
    let application: Served
    let executor: any TaskExecutor

    func run() async throws {
        try await withTaskExecutorPreference(executor) { try await application.run() }
    }
}
