import CNcurses
import Dispatch
import Glibc

/// The terminal: the one owner of ncurses, and the only file that knows it.
///
/// Why: ncurses keeps one hidden state and is not thread-safe; every call is made here, on the main actor.
/// Order: `open`, any number of `present`, `close`. Events come on the main queue.
/// Cost: `present` looks at every cell and sends those that differ; an unchanged frame sends no byte.
@MainActor
final class CursesTerminal {
    /// What the user should know about this terminal, such as a stand-in for an unknown one.
    private(set) var notices: [DisplayText] = []

    /// How cells look; a change draws everything anew.
    var theme: Theme {
        didSet { themeChanged() }
    }

    private let depth: ColorDepth
    private let deliver: @MainActor (TerminalEvent) -> Void
    private let tty: Int32
    private let stray: StrayOutput
    private var screen: OpaquePointer?
    private var files: [UnsafeMutablePointer<FILE>] = []
    private var signals: SignalSources?
    private var keys: (any DispatchSourceRead)?
    private var presented: Frame?
    private var styles: StyleTable
    private var pairs: [ColorPair: Int32] = [:]
    private var saidClosed = false
    private var isTTYClosed = false

    private struct ColorPair: Hashable {
        let foreground: Int32
        let background: Int32
    }

    /// Takes the terminal.
    ///
    /// - Parameter depth: how many colours to use; reduced to what ncurses can send here.
    /// - Parameter deliver: called for each event, on the main actor.
    /// - Throws: `TerminalError`; the terminal is then as it was.
    static func open(
        theme: Theme, depth: ColorDepth, deliver: @escaping @MainActor (TerminalEvent) -> Void
    ) throws(TerminalError) -> CursesTerminal {
        let tty = try TerminalChoice.openTTY()
        var notices = TerminalChoice.chooseLocale()
        let type: String
        do throws(TerminalError) {
            type = try TerminalChoice.type(
                named: getenv("TERM").map { String(cString: $0) } ?? "", isKnown: { probe($0) != nil },
                notices: &notices)
        } catch {
            Glibc.close(tty)
            throw error
        }
        let terminal = try CursesTerminal(tty: tty, theme: theme, depth: depth, deliver: deliver)
        terminal.notices = notices
        do throws(TerminalError) {
            try terminal.start(type: type)
        } catch {
            terminal.close()
            throw error
        }
        return terminal
    }

    /// The number of colours that terminfo gives for this terminal, or nil where it is unknown.
    static func terminfoColors() -> Int? {
        getenv("TERM").flatMap { probe(String(cString: $0)) }
    }

    private static func probe(_ type: String) -> Int? {
        var colors: Int32 = 0
        return cn_probe(type, &colors) == 0 ? Int(colors) : nil
    }

    private init(
        tty: Int32, theme: Theme, depth: ColorDepth, deliver: @escaping @MainActor (TerminalEvent) -> Void
    ) throws(TerminalError) {
        self.tty = tty
        self.theme = theme
        self.depth = depth
        self.deliver = deliver
        styles = StyleTable(theme: theme, depth: depth)
        do throws(TerminalError) {
            stray = try StrayOutput()
        } catch {
            Glibc.close(tty)
            throw error
        }
    }

    /// The size in cells.
    var size: (width: Int, height: Int) {
        screen == nil ? (0, 0) : (Int(cn_columns()), Int(cn_rows()))
    }

    // MARK: Drawing

    /// Shows a frame; sends what differs from the frame before.
    func present(_ frame: Frame) {
        guard screen != nil else { return }
        let (width, height) = size
        var before = presented
        if before?.width != frame.width || before?.height != frame.height { before = nil }
        if before == nil { werase(cn_screen()) }
        var isChanged = before == nil
        for y in 0..<min(height, frame.height) {
            for x in 0..<min(width, frame.width) {
                let index = y * frame.width + x
                let cell = frame.cells[index]
                if cell.width == 0 { continue }
                if let before, frame.cell(at: index, equals: before) { continue }
                guard x + Int(cell.width) <= width else { continue }
                isChanged = true
                put(cell, of: frame, x: x, y: y)
            }
        }
        presented = frame
        if isChanged, wrefresh(cn_screen()) == CN_ERR { sayClosed() }
    }

    /// Sends everything again, for a screen that others have written over.
    func redraw() {
        guard screen != nil else { return }
        clearok(cn_screen(), true)
        let frame = presented
        presented = nil
        if let frame { present(frame) }
    }

    /// Puts text on the clipboard of whoever sits at the terminal, also across ssh, where the terminal allows it.
    func copy(_ text: String) {
        guard screen != nil else { return }
        let sequence = Clipboard.sequence(text)
        _ = sequence.withUnsafeBytes { write(tty, $0.baseAddress, $0.count) }
    }

    private func put(_ cell: Cell, of frame: Frame, x: Int, y: Int) {
        let style = styles[cell]
        var attributes: attr_t = 0
        if style.attributes.contains(.bold) { attributes |= CN_BOLD }
        if style.attributes.contains(.dim) { attributes |= CN_DIM }
        if style.attributes.contains(.underline) { attributes |= CN_UNDERLINE }
        if style.attributes.contains(.reverse) { attributes |= CN_REVERSE }
        if style.attributes.contains(.italic) { attributes |= CN_ITALIC }
        let pair = pair(style)
        var result: Int32
        if cell.isCluster {
            let scalars = frame.clusters[cell.clusterIndex].unicodeScalars.map(\.value)
            result = cn_put(
                Int32(y), Int32(x), scalars, Int32(scalars.count), Int32(cell.width), attributes, pair)
        } else {
            result = withUnsafePointer(to: cell.glyph) { scalar in
                cn_put(Int32(y), Int32(x), scalar, 1, Int32(cell.width), attributes, pair)
            }
        }
        // A place outside the window is the only cause: the window shrank, and its resize event is on the way.
        if result == CN_ERR { presented = nil }
    }

    private func pair(_ style: SentStyle) -> Int32 {
        let wanted = ColorPair(foreground: number(style.foreground), background: number(style.background))
        if wanted == ColorPair(foreground: -1, background: -1) { return 0 }
        if let known = pairs[wanted] { return known }
        let next = Int32(pairs.count + 1)
        // Where pairs run out the default colours say the text still.
        guard next < cn_pairs(), init_extended_pair(next, wanted.foreground, wanted.background) != CN_ERR else {
            return 0
        }
        pairs[wanted] = next
        return next
    }

    private func number(_ color: SentColor) -> Int32 {
        switch color {
        case .terminal: -1
        // Terminals of eight colours show the bright ones as their plain shades.
        case .indexed(let number): Int32(number) < cn_colors() ? Int32(number) : Int32(number % 8)
        case .rgb(let rgb): Int32(Palette256.nearest(rgb))
        }
    }

    private func themeChanged() {
        styles = StyleTable(theme: theme, depth: sendableDepth)
        pairs = [:]
        redraw()
    }

    /// What ncurses can send: it has numbers only, so exact colours become the nearest of 256.
    private var sendableDepth: ColorDepth {
        guard cn_colors() >= 8 else { return .mono }
        switch depth {
        case .mono, .ansi16: return depth
        case .indexed256, .truecolor: return cn_colors() >= 256 ? .indexed256 : .ansi16
        }
    }

    // MARK: Start and end

    private func start(type: String) throws(TerminalError) {
        guard cn_crash_arm(tty, stray.log, stray.standardError) == 0 else {
            throw .call(name: "sigaction", errno: errno)
        }
        for mode in ["r", "w"] {
            let descriptor = dup(tty)
            guard descriptor >= 0, let file = fdopen(descriptor, mode) else {
                throw .call(name: "fdopen", errno: errno)
            }
            files.append(file)
        }
        // Before ncurses starts: it ignores Ctrl-Z while it draws, unless it finds a handler at its start; then it leaves that alone.
        signals = try SignalSources(Self.handled) { [weak self] number in self?.take(signal: number) }
        screen = newterm(type, files[1], files[0])
        guard screen != nil else { throw .unknownTerminal(tried: [type]) }
        guard cn_can("cup") else { throw .cannotPlaceText(type: type) }
        let window = cn_screen()
        // cbreak leaves Ctrl-C, Ctrl-Z, Ctrl-S and Ctrl-Q to the terminal.
        try check(cbreak(), "cbreak")
        try check(noecho(), "noecho")
        try check(nonl(), "nonl")
        try check(keypad(window, true), "keypad")
        try check(nodelay(window, true), "nodelay")
        try check(set_escdelay(25), "set_escdelay")
        if curs_set(0) == CN_ERR { notices.append("this terminal cannot hide its cursor") }
        if has_colors() {
            try check(start_color(), "start_color")
            if use_default_colors() == CN_ERR { notices.append("this terminal has no default colours") }
        }
        styles = StyleTable(theme: theme, depth: sendableDepth)
        defineKeys()
        listenForKeys()
    }

    private func check(_ result: Int32, _ name: String) throws(TerminalError) {
        if result == CN_ERR { throw .call(name: name, errno: errno) }
    }

    /// Gives the terminal back. May be called at any time and more than once.
    func close() {
        keys?.cancel()
        keys = nil
        signals?.cancel()
        signals = nil
        if screen != nil {
            clearIfNothingIsBehind()
            // terminfo knows what this terminal needs; the constant sequence is for where that fails.
            if endwin() == CN_ERR { cn_crash_restore() }
            delscreen(screen)
            screen = nil
        }
        cn_crash_disarm()
        stray.restore()
        for file in files { fclose(file) }
        files = []
        if !isTTYClosed {
            isTTYClosed = true
            Glibc.close(tty)
        }
    }

    /// A terminal without a second screen would keep the frame, and the shell would write over it.
    private func clearIfNothingIsBehind() {
        guard !cn_can("smcup") else { return }
        werase(cn_screen())
        // Fails on a lost terminal only, where nobody looks.
        wrefresh(cn_screen())
    }

    // MARK: Events

    private static let handled = [SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGINT, SIGQUIT]

    private func listenForKeys() {
        let keys = DispatchSource.makeReadSource(fileDescriptor: tty, queue: .main)
        keys.setEventHandler { [weak self] in MainActor.assumeIsolated { self?.drainKeys() } }
        keys.resume()
        self.keys = keys
    }

    private func take(signal number: Int32) {
        switch number {
        case SIGWINCH: resized()
        case SIGTSTP: suspend()
        case SIGCONT: resumed()
        default: deliver(.signal(number))
        }
    }

    /// Stops the program as Ctrl-Z does, and takes the terminal again when it goes on.
    func suspend() {
        guard screen != nil else { return }
        clearIfNothingIsBehind()
        endwin()
        // Sent to this thread, so that it stops here: a signal to the process may stop another thread first, and this one would
        // take the terminal back before it stands still.
        raise(SIGSTOP)
        resumed()
    }

    private func resumed() {
        guard screen != nil else { return }
        // After `endwin` the first refresh brings the program's modes back.
        presented = nil
        clearok(cn_screen(), true)
        resized()
    }

    private func resized() {
        guard screen != nil else { return }
        var window = winsize()
        guard ioctl(tty, UInt(TIOCGWINSZ), &window) == 0, window.ws_row > 0, window.ws_col > 0 else { return }
        if resizeterm(Int32(window.ws_row), Int32(window.ws_col)) == CN_ERR {
            notices.append("the terminal's new size was refused")
        }
        presented = nil
        deliver(.resize(width: Int(window.ws_col), height: Int(window.ws_row)))
    }

    private func drainKeys() {
        var code: wint_t = 0
        while screen != nil {
            let result = wget_wch(cn_screen(), &code)
            if result == CN_ERR { break }
            if result == CN_KEY_CODE {
                if let event = event(code: Int32(bitPattern: code)) { deliver(event) }
            } else if let scalar = Unicode.Scalar(code) {
                deliver(.key(Key(scalar: scalar)))
            }
        }
        if screen != nil, isHungUp { sayClosed() }
    }

    /// ncurses says "no key" both for "not yet" and for "never again"; the descriptor tells them apart.
    private var isHungUp: Bool {
        var state = pollfd(fd: tty, events: Int16(POLLIN), revents: 0)
        guard poll(&state, 1, 0) > 0 else { return false }
        if Int32(state.revents) & (POLLHUP | POLLERR | POLLNVAL) != 0 { return true }
        var waiting: Int32 = 0
        return ioctl(tty, UInt(FIONREAD), &waiting) != 0 || waiting == 0
    }

    private func sayClosed() {
        if saidClosed { return }
        saidClosed = true
        // A descriptor at its end is always readable: without this the main queue would spin.
        keys?.cancel()
        keys = nil
        deliver(.closed)
    }

    private func event(code: Int32) -> TerminalEvent? {
        switch code {
        case CN_KEY_F0...(CN_KEY_F0 + 24): return .key(.function(Int(code - CN_KEY_F0)))
        default: return CursesTerminal.keys[code].map { .key($0) }
        }
    }

    private static let keys: [Int32: Key] = [
        CN_KEY_UP: .up, CN_KEY_DOWN: .down, CN_KEY_LEFT: .left, CN_KEY_RIGHT: .right, CN_KEY_HOME: .home,
        CN_KEY_END: .end, CN_KEY_PAGE_UP: .pageUp, CN_KEY_PAGE_DOWN: .pageDown, CN_KEY_BACKSPACE: .backspace,
        CN_KEY_DELETE: .delete, CN_KEY_INSERT: .insert, CN_KEY_ENTER: .enter, CN_KEY_BACKTAB: .backTab,
    ]

    /// terminfo names one sequence a key; terminals send two, by mode: `ESC O A` and `ESC [ A`.
    private func defineKeys() {
        let sequences: [(String, Int32)] = [
            ("A", CN_KEY_UP), ("B", CN_KEY_DOWN), ("C", CN_KEY_RIGHT), ("D", CN_KEY_LEFT), ("H", CN_KEY_HOME),
            ("F", CN_KEY_END),
        ]
        for (letter, key) in sequences {
            for introducer in ["\u{1B}[", "\u{1B}O"] where define_key(introducer + letter, key) == CN_ERR {
                notices.append("a key could not be defined")
            }
        }
        if define_key("\u{1B}[Z", CN_KEY_BACKTAB) == CN_ERR { notices.append("a key could not be defined") }
    }
}
