import Support
import Testing

@testable import Programs

struct UnprotectedDatabaseTests {
    @Test(
        arguments: [
            "", "host=/run/postgresql", "host=@abstract", "host=127.0.0.1,localhost,::1",
            "postgresql://u@[::1]/x", "host=db.example.edu sslmode=verify-full",
            "postgresql://u@db.example.edu/x?sslmode=disable", "service=ours",
            "neither keywords nor a URI",
        ])
    func `a database here is let pass, and one that is verified or said to need no protection`(
        connection: String
    ) throws {
        try UnprotectedDatabase.check(connection, [:])
    }

    @Test(
        arguments: [
            ("host=db.example.edu", ["db.example.edu"]),
            ("host=db.example.edu sslmode=require", ["db.example.edu"]),
            ("postgresql://u@192.0.2.1,localhost/x", ["192.0.2.1"]),
            ("host=localhost hostaddr=192.0.2.1", ["192.0.2.1"]),
        ])
    func `one over a network isn't, also where anyone may answer in its stead`(
        connection: String, hosts: [String]
    ) {
        #expect(throws: UnprotectedDatabase(hosts: hosts)) {
            try UnprotectedDatabase.check(connection, [:])
        }
    }

    @Test func `the environment counts as libpq counts it`() throws {
        #expect(throws: UnprotectedDatabase(hosts: ["db.example.edu"])) {
            try UnprotectedDatabase.check("", ["PGHOST": "db.example.edu"])
        }
        try UnprotectedDatabase.check(
            "", ["PGHOST": "db.example.edu", "PGSSLMODE": "verify-full"])
        try UnprotectedDatabase.check("host=/run/postgresql", ["PGHOST": "db.example.edu"])
    }

    @Test func `the service doesn't start, and the admin tool does nothing`() throws {
        let database = ["--database-url", "host=192.0.2.1 user=nobody"]
        let service = Program.adminTool.replacing("peerspective-admin", with: "peerspective")
        for (program, words) in [
            (service, ["serve"]), (Program.adminTool, ["verify", "--operator", "test"]),
            (Program.adminTool, ["db", "migrate"]),
            (Program.adminTool, ["backup", "create", "/nowhere"]),
        ] {
            let (status, output) = try Program.run(program, words + database)

            #expect(status == 2 << 8)
            #expect(
                output.contains("192.0.2.1 is reached over a network: add sslmode=verify-full"),
                "\(output)")
        }
    }
}
