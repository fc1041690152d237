import Foundation
import Testing

/// Another implementation of our formats: python3's own csv and json modules.
enum Python {
    /// Runs a script that reads all of standard input; answers what it prints.
    static func run(_ script: String, on input: [UInt8]) throws -> Data {
        let (process, stdin, stdout) = (Process(), Pipe(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import csv, io, json, sys\n" + script]
        process.standardInput = stdin
        process.standardOutput = stdout
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: input)
        try stdin.fileHandleForWriting.close()
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return output
    }

    /// The table as python3 reads it.
    static func table(from csv: [UInt8]) throws -> [[String]] {
        let script = """
            text = sys.stdin.buffer.read().decode("utf-8-sig")
            rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
            print(json.dumps(rows))
            """
        return try JSONDecoder().decode([[String]].self, from: run(script, on: csv))
    }

    /// The table as python3 writes it.
    static func csv(from table: [[String]]) throws -> [UInt8] {
        let script = """
            rows = json.loads(sys.stdin.buffer.read())
            out = io.StringIO(newline="")
            csv.writer(out).writerows(rows)
            sys.stdout.buffer.write(out.getvalue().encode("utf-8-sig"))
            """
        return try Array(run(script, on: Array(JSONEncoder().encode(table))))
    }
}
