import Glibc

/// Which device, which terminfo entry and which character set to use, before ncurses starts.
nonisolated enum TerminalChoice {
    /// The controlling terminal, so that keys work while standard input is a pipe. The caller closes it.
    static func openTTY() throws(TerminalError) -> Int32 {
        let descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC)
        if descriptor >= 0 { return descriptor }
        let reason = errno
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .noTerminal(errno: reason) }
        let copy = dup(STDIN_FILENO)
        guard copy >= 0 else { throw .call(name: "dup", errno: errno) }
        return copy
    }

    /// The first terminal type that terminfo knows: the user's own, else the commonest, else the plainest.
    ///
    /// - Parameter own: the value of `TERM`, empty if unset.
    /// - Parameter notices: gets a line if it is not the user's own.
    static func type(
        named own: String, isKnown: (String) -> Bool, notices: inout [DisplayText]
    ) throws(TerminalError) -> String {
        let candidates = [own, "xterm-256color", "vt100"].filter { !$0.isEmpty }
        guard let type = candidates.first(where: isKnown) else { throw .unknownTerminal(tried: candidates) }
        if type != own {
            notices.append(DisplayText("terminal \"\(own)\" is not known here; using \(type)", maxCells: 120))
        }
        return type
    }

    /// Sets the character set; the other locale categories would change how numbers are read and written.
    ///
    /// - Returns: what the user should know if it is not the user's own.
    static func chooseLocale() -> [DisplayText] {
        if setlocale(LC_CTYPE, "") != nil, isUTF8 { return [] }
        if setlocale(LC_CTYPE, "C.UTF-8") != nil, isUTF8 { return ["the locale is not UTF-8; using C.UTF-8"] }
        return ["no UTF-8 locale here; use --symbols ascii"]
    }

    private static var isUTF8: Bool {
        guard let name = nl_langinfo(CInt(CODESET)) else { return false }
        return strcmp(name, "UTF-8") == 0
    }
}
