import Foundation
import Hummingbird
import Logging
import Observing

/// Where Prometheus reads: an address of its own, so that the world's can't show it by an oversight of a
/// proxy.
enum MetricsPort {
    static func application(
        _ registry: MetricsRegistry, host: String, port: Int, logger: Logger
    ) -> some ApplicationProtocol {
        let router = Router()
        router.get("/metrics") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: Exposition.mediaType, .cacheControl: "no-store"],
                body: ResponseBody(
                    byteBuffer: ByteBuffer(string: Exposition.text(registry.families()))))
        }
        return Application(
            router: router,
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "Peerspective",
                reuseAddress: true),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                print("Metrics are at http://\(host):\(port)/metrics")
                fflush(nil)
            }, logger: logger)
    }
}
