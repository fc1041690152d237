import Foundation
package import Logging

/// A log whose lines are for people or for programs.
package struct LineLog: LogHandler {
    package enum Format: String, Sendable {
        case text, json
    }

    package var logLevel: Logger.Level = .info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let format: Format
    private let writer: LineWriter

    package init(_ format: Format, to writer: LineWriter) {
        self.format = format
        self.writer = writer
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        let line = LogLine(
            time: Date().timeIntervalSince1970, level: event.level,
            message: event.message.description, fields: fields)
        let format = format
        writer.write { bytes in
            switch format {
            case .text: line.addText(to: &bytes)
            case .json: line.addJSON(to: &bytes)
            }
        }
    }
}
