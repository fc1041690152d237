import Foundation
import Glibc
import Support
import Testing

@Suite(.timeLimit(.minutes(20))) struct PrivatePostgresTests {
    @Test func `a start makes the database, and the next one has what was kept`() async throws {
        let place = try Place()
        let first = try RunningService(place.arguments)
        let address = try await first.address()
        #expect(try fetch(address + "/healthz") == (200, #"{"status":"alive"}"#))
        #expect(try fetch(address + "/readyz") == (200, "ready\n"))
        first.signal(SIGTERM)
        #expect(await first.end() == 0)
        #expect(try place.processes() == 0)

        let second = try RunningService(place.arguments)
        #expect(try fetch(try await second.address() + "/readyz").status == 200)
        second.signal(SIGINT)

        #expect(await second.end() == 0)
        #expect(!second.said.contains("applied"))
        #expect(try place.processes() == 0)
    }

    @Test func `an unprivileged user starts it too`() async throws {
        let place = try Place(owner: "nobody")
        let service = try RunningService(
            place.arguments, as: geteuid() == 0 ? "nobody" : nil)

        #expect(try fetch(try await service.address() + "/readyz").status == 200)
        service.signal(SIGTERM)
        #expect(await service.end() == 0)
        #expect(try place.processes() == 0)
    }

    @Test func `a service that was killed is no hindrance to the next`() async throws {
        let place = try Place()
        let killed = try RunningService(place.arguments)
        _ = try await killed.address()
        killed.signal(SIGKILL)
        await killed.end()
        #expect(try place.processes() > 0)

        let next = try RunningService(place.arguments)
        #expect(try fetch(try await next.address() + "/readyz").status == 200)
        next.signal(SIGTERM)

        #expect(await next.end() == 0)
        #expect(try place.processes() == 0)
    }

    @Test func `a lock file that names a process of somebody else's is no hindrance`()
        async throws
    {
        let place = try Place()
        let first = try RunningService(place.arguments)
        _ = try await first.address()
        first.signal(SIGTERM)
        await first.end()
        let data = place.folder + "/data/postgres"
        let stale = "999999\n\(data)\n1700000000\n5432\n\(place.folder)/data/socket\n\n"
        try stale.write(toFile: data + "/postmaster.pid", atomically: false, encoding: .utf8)
        if geteuid() == 0 {
            _ = try Program.run("/usr/bin/chown", ["postgres", data + "/postmaster.pid"])
        }

        let next = try RunningService(place.arguments)
        #expect(try fetch(try await next.address() + "/readyz").status == 200)
        next.signal(SIGTERM)
        #expect(await next.end() == 0)
    }

    @Test func `two services on one folder: the second says so`() async throws {
        let place = try Place()
        let first = try RunningService(place.arguments)
        _ = try await first.address()

        let second = try RunningService(place.arguments)

        #expect(await second.end() == 1)
        #expect(second.said.contains("Another service uses"))
        first.signal(SIGTERM)
        #expect(await first.end() == 0)
    }

    @Test func `a path too long for a socket is led around`() async throws {
        let place = try Place()
        var arguments = place.arguments
        arguments[4] = place.folder + "/" + String(repeating: "deep", count: 30)
        let service = try RunningService(arguments)

        #expect(try fetch(try await service.address() + "/readyz").status == 200)
        service.signal(SIGTERM)
        #expect(await service.end() == 0)
    }

    @Test func `a half-made cluster is made anew`() async throws {
        let place = try Place()
        let making = place.folder + "/data/making"
        try FileManager.default.createDirectory(
            atPath: making, withIntermediateDirectories: true)
        try "half".write(toFile: making + "/PG_VERSION", atomically: false, encoding: .utf8)

        let service = try RunningService(place.arguments)

        #expect(try fetch(try await service.address() + "/readyz").status == 200)
        service.signal(SIGTERM)
        #expect(await service.end() == 0)
    }

    @Test func `a cluster of a version that isn't here is left alone`() async throws {
        let place = try Place()
        let data = place.folder + "/data/postgres"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        try "9\n".write(toFile: data + "/PG_VERSION", atomically: false, encoding: .utf8)

        let service = try RunningService(place.arguments)

        #expect(await service.end() == 1)
        #expect(service.said.contains("was made by PostgreSQL 9"), "\(service.said)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: data) == ["PG_VERSION"])
    }

    @Test func `a folder that can't be written is a sentence`() async throws {
        let place = try Place()
        var arguments = place.arguments
        arguments[4] = "/proc/nothing"

        let service = try RunningService(arguments)

        #expect(await service.end() == 1)
        #expect(service.said.contains("/proc/nothing can't be written"), "\(service.said)")
    }
}
