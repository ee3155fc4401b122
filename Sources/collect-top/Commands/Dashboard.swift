import CollectModel
import CollectStream
import Dispatch
import Glibc

/// The dashboard at work: takes what happens, asks `updateApp` what follows, and carries that out.
///
/// Isolation: the main actor owns the state and the terminal; the engine has its own thread and hands over its newest snapshot.
@MainActor
final class Dashboard {
    private let directory: String
    private let screen: ScreenOptions
    private let engineOptions: StreamEngine.Options
    /// What the process that feeds this dashboard said when it ended; nil while all is well.
    private let complaint: @Sendable () -> String?
    private var state: AppState
    private var theme: Theme
    private var terminal: CursesTerminal?
    private var engine: StreamEngine?
    private var timer: (any DispatchSourceTimer)?
    private var isFrameDue = false
    private var ended: CheckedContinuation<Void, Never>?
    private var isOver = false
    private var failure: CommandFailure?
    private let mailbox = SnapshotMailbox()
    /// Counts the responses that were asked for: what comes for an earlier one is dropped.
    private var wanted = 0
    /// Warnings of the engine that the user has been told.
    private var told: Set<String> = []

    init(
        directory: String, screen: ScreenOptions, engine: StreamEngine.Options, form: String? = nil,
        complaint: @escaping @Sendable () -> String? = { nil }
    ) throws {
        self.directory = directory
        self.screen = screen
        self.engineOptions = engine
        self.complaint = complaint
        theme = try screen.loadTheme()
        state = AppState(context: screen.context(theme: theme, nowMs: SystemTime.nowMs()))
        state.overview.selected = form
        if form != nil { state.view = .form }
    }

    /// Shows the dashboard until the user leaves it.
    /// - Throws: `CommandFailure` where the terminal or the data directory cannot be used.
    func run() async throws {
        let engine = try makeEngine()
        self.engine = engine
        let terminal = try openTerminal()
        self.terminal = terminal
        defer { terminal.close() }
        receive(.tick(nowMs: SystemTime.nowMs()))
        receive(.themes(names: ScreenOptions.library.names(), current: screen.theme))
        receive(.resized(width: terminal.size.width, height: terminal.size.height))
        for notice in terminal.notices { receive(.notice(notice)) }
        for warning in theme.warnings.prefix(1) { receive(.notice(DisplayText("\(warning)"))) }
        engine.start()
        startTimer()
        await withCheckedContinuation { waiting in
            if isOver { waiting.resume() } else { ended = waiting }
        }
        engine.stop()
        timer?.cancel()
        terminal.close()
        if let failure { throw failure }
    }

    private func makeEngine() throws -> StreamEngine {
        let mailbox = mailbox
        do throws(LogError) {
            return try StreamEngine(
                directory: directory, options: engineOptions,
                publish: { snapshot in
                    guard mailbox.put(snapshot) else { return }
                    DispatchQueue.main.async { MainActor.assumeIsolated { self.takeSnapshot() } }
                },
                fail: { error in
                    DispatchQueue.main.async { MainActor.assumeIsolated { self.end(CommandFailure(error)) } }
                })
        } catch { throw CommandFailure(error) }
    }

    private func openTerminal() throws -> CursesTerminal {
        guard isatty(STDOUT_FILENO) == 1 else {
            throw CommandFailure(
                .environment,
                "the dashboard needs a terminal; for one frame as text use: collect-top render overview --data \(directory)"
            )
        }
        let depth = ColorDepth.detect(
            option: screen.color, isTerminal: true, terminfoColors: CursesTerminal.terminfoColors(),
            environment: ScreenOptions.environment)
        do throws(TerminalError) {
            return try CursesTerminal.open(theme: theme, depth: depth) { [weak self] in self?.happen($0) }
        } catch { throw CommandFailure(error) }
    }

    private func startTimer() {
        let timer = DispatchSource.makeTimerSource(queue: .main)
        timer.schedule(deadline: .now() + 1, repeating: 1, leeway: .milliseconds(100))
        timer.setEventHandler { [weak self] in MainActor.assumeIsolated { self?.tick() } }
        timer.resume()
        self.timer = timer
    }

    private func tick() {
        receive(.tick(nowMs: SystemTime.nowMs()))
        if let said = complaint() {
            receive(.notice(DisplayText("the demo's writer has ended" + (said.isEmpty ? "" : ": " + said))))
        }
    }

    private func takeSnapshot() {
        guard let snapshot = mailbox.take() else { return }
        receive(.snapshot(snapshot))
        for warning in snapshot.warnings where told.insert(warning).inserted { receive(.notice(DisplayText(warning))) }
    }

    private func happen(_ event: TerminalEvent) {
        switch event {
        case .key(let key): receive(.key(key))
        case .resize(let width, let height): receive(.resized(width: width, height: height))
        case .signal(let number): receive(.signal(number))
        case .closed: receive(.closed)
        }
    }

    private func receive(_ message: AppMessage) {
        state.context = screen.context(theme: theme, nowMs: SystemTime.nowMs())
        for effect in updateApp(&state, message) { carryOut(effect) }
        guard !isFrameDue else { return }
        isFrameDue = true
        // Behind everything that waits on the queue, so that a burst of keys costs one frame.
        DispatchQueue.main.async { MainActor.assumeIsolated { self.draw() } }
    }

    private func draw() {
        isFrameDue = false
        guard !isOver else { return }
        terminal?.present(AppView.render(state))
    }

    private func carryOut(_ effect: AppEffect) {
        switch effect {
        case .quit: end(nil)
        case .suspend: terminal?.suspend()
        case .focus(let form): engine?.focus(form)
        case .openResponse(let form, let id, _): open(form, id)
        case .closeResponse: wanted += 1
        case .setTheme(let name): setTheme(name)
        case .copy(let text): terminal?.copy(text)
        case .redraw: terminal?.redraw()
        case .toast(let text): receive(.notice(text))
        case .acknowledge, .snooze, .note: break  // Not offered: `AppState.actsOnAlerts` is false.
        }
    }

    private func setTheme(_ name: String) {
        do throws(ThemeError) {
            theme = try ScreenOptions.library.load(name)
            terminal?.theme = theme
            state.context.glyphs = theme.glyphs
        } catch { receive(.notice(DisplayText("\(error)"))) }
    }

    /// Reads a response in the background: searching a log of millions takes a moment.
    private func open(_ form: String, _ id: String) {
        wanted += 1
        let number = wanted
        let directory = directory
        let recent = state.snapshot.recent
        DispatchQueue.global(qos: .userInitiated).async {
            let message = ResponseLoader.load(id, form: form, in: directory, recent: recent)
            DispatchQueue.main.async {
                MainActor.assumeIsolated { if self.wanted == number { self.receive(message) } }
            }
        }
    }

    private func end(_ failure: CommandFailure?) {
        self.failure = self.failure ?? failure
        isOver = true
        ended?.resume()
        ended = nil
    }
}
