/// Rules of what a learner writes, whatever the assignment.
package enum Reflection {
    package enum Refusal: String, Refusing {
        case tooFewWords = "too-few-words"
        case tooManyWords = "too-many-words"
        case codeNotAccepted = "observer-code-not-accepted"
    }

    /// A megabyte of UTF-8, as the schema has it.
    package static let mostBytes = 1_048_576

    /// Runs of anything but white space.
    package static func words(in text: String) -> Int {
        var words = 0
        var isInWord = false
        // Scalar by scalar: to find a text's characters takes ten times as long.
        for scalar in text.unicodeScalars {
            let isSpace = scalar.isWhiteSpace
            if !isSpace, !isInWord { words += 1 }
            isInWord = !isSpace
        }
        return words
    }

    package static func check(_ text: String) throws(Invalid) {
        guard text.utf8.count <= mostBytes else {
            throw Invalid("/body", "too-long", "Shorten the text to at most a megabyte.")
        }
        guard !text.utf8.contains(0) else {
            throw Invalid("/body", "zero-character", "Remove the character U+0000.")
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isWhiteSpace: Bool {
        isASCII ? value == 32 || (9...13).contains(value) : properties.isWhitespace
    }
}
