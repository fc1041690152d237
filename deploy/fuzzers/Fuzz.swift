import Domain
import Foundation
import Interchange

/// Where SwiftPM lets the program begin, in place of libFuzzer's own `main`.
@_cdecl("Fuzz_main")
public func start(
    _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    var (count, arguments) = (count, arguments)
    return run(&count, &arguments, fuzz)
}

/// libFuzzer as a library: https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library
@_silgen_name("LLVMFuzzerRunDriver")
private func run(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// What libFuzzer calls with each input. Nothing here may crash; what must hold besides is a
/// precondition.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    parse(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// The one that the environment names.
nonisolated(unsafe) private let parse: ([UInt8]) -> Void = {
    let name = ProcessInfo.processInfo.environment["FUZZ_PARSER"] ?? ""
    guard let parser = parsers[name] else { fatalError("There is no parser “\(name)”") }
    return parser
}()

nonisolated(unsafe) private let parsers: [String: ([UInt8]) -> Void] = [
    "roster": { _ = try? RosterFile($0) },
    "people": { _ = try? PersonFile($0) },
    "contacts": { _ = try? ContactFile($0) },
    "rejection": { _ = try? RejectionFile($0) },
    "communities": { _ = try? CommunityFile($0) },
    "csv": table, "settings": settings, "markdown": markdown, "marked": marked,
    "privacy": privacy, "multipart": multipart, "form": form, "json": json,
    "exploration": exploration, "rule": rule, "feedback": feedback, "offering": offering,
    "community": community, "person": person, "accommodation": accommodation, "times": times,
    "cursor": cursor, "secret": secret, "trace": trace,
]

/// What was read comes back from what is written of it.
private func table(_ bytes: [UInt8]) {
    guard let rows = try? CSVReader().records(in: bytes).map(\.fields) else { return }
    let written = CSVWriter(for: .machine).bytes(of: rows)
    // A file may be larger written than it was; then nothing is read.
    guard let again = try? CSVReader(delimiter: .comma).records(in: written) else { return }
    precondition(again.map(\.fields) == rows, "a table came back changed")
}

/// What `--config` names.
private func settings(_ bytes: [UInt8]) {
    let tree = try? JSONDecoder().decode(FileSetting.self, from: Data(bytes))
    _ = tree?.values()
}
