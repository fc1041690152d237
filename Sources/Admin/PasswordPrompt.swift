import ArgumentParser
import Foundation

/// Reads a password: from a terminal twice and without showing it, else one line of the input. Never
/// an argument: those stand in the list of processes and in the shell's history.
enum PasswordPrompt {
    static func read(for person: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else { return try line() }
        let first = try unseen("New password for \(person): ")
        guard try unseen("Again: ") == first else {
            throw ValidationError("The two differ. Nothing was changed.")
        }
        return first
    }

    private static func line() throws -> String {
        guard let line = readLine(), !line.isEmpty else {
            throw ValidationError("Give the password as one line of the standard input.")
        }
        return line
    }

    private static func unseen(_ question: String) throws -> String {
        FileHandle.standardError.write(Data(question.utf8))
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return try line() }
        var quiet = before
        quiet.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        return try line()
    }
}
