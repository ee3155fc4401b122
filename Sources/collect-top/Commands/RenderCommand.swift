import ArgumentParser
import CollectModel
import CollectStream

/// `render`: one frame of a view, no terminal needed.
struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Draw one frame of a view, no terminal needed.",
        discussion: """
            VIEW is one of overview, form, stream, alerts, inspector.

            EXAMPLES
              collect-top render overview --data survey
              collect-top render form --data survey --form vaccination --size 120x40 --format svg > form.svg
              collect-top render inspector --data survey --response 8852b8a2-20de-4b3a-82c4-baca736ffe04
            """)

    enum View: String, ExpressibleByArgument, CaseIterable { case overview, form, stream, alerts, inspector }
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, ansi, svg }

    @Argument(help: "overview, form, stream, alerts or inspector.")
    var view: View
    @Option(help: "The data directory.")
    var data: String
    @Option(help: "The selected form; else the one with the newest response.")
    var form: String?
    @Option(help: "The response that the inspector shows.")
    var response: String?
    @Option(help: "Columns and rows.")
    var size: FrameSize = FrameSize(width: 120, height: 40)
    @Option(help: "text, ansi (with colours) or svg.")
    var format: Format = .text
    @OptionGroup var screen: ScreenOptions
    @Option(help: .hidden)
    var `repeat`: Int = 0

    func validate() throws {
        if view == .inspector, response == nil { throw ValidationError("render inspector needs --response") }
    }

    func run() throws {
        let nowMs = SystemTime.nowMs()
        let theme = try screen.loadTheme()
        var state = AppState(context: screen.context(theme: theme, nowMs: nowMs))
        state.width = size.width
        state.height = size.height
        let snapshot: Snapshot
        do throws(LogError) {
            snapshot = try SnapshotOnce.take(directory: data, nowMs: nowMs) { form ?? Self.newestForm($0) }
        } catch { throw CommandFailure(error) }
        if let form, !snapshot.forms.contains(where: { $0.formID == form }) {
            throw CommandFailure(.problems, "\(data): no response of form \(form) in this log")
        }
        try prepare(&state, snapshot, nowMs)
        let frame = AppView.render(state)
        var output = StandardOutput(draws: format == .ansi)
        switch format {
        case .text: try output.write(FrameWriter.text(frame).utf8)
        case .ansi: try output.write(FrameWriter.ansi(frame, theme: theme, depth: .truecolor).utf8)
        case .svg: try output.write(FrameWriter.svg(frame, theme: theme, title: "collect-top").utf8)
        }
        try output.flush()
        if `repeat` > 0 { measure(state) }
    }

    private static func newestForm(_ snapshot: Snapshot) -> String? {
        snapshot.forms.max { ($0.lastReceivedMs ?? .min) < ($1.lastReceivedMs ?? .min) }?.formID
    }

    private func prepare(_ state: inout AppState, _ snapshot: Snapshot, _ nowMs: Int64) throws {
        _ = updateApp(&state, .tick(nowMs: nowMs))
        state.overview.selected = snapshot.focus?.formID ?? form
        _ = updateApp(&state, .snapshot(snapshot))
        switch view {
        case .overview: state.view = .overview
        case .form: state.view = .form
        case .stream: state.view = .stream
        case .alerts: state.view = .alerts
        case .inspector:
            let id = response ?? ""
            let message = ResponseLoader.load(id, form: form, in: data, recent: snapshot.recent)
            guard case .responseLoaded(let detail) = message else {
                throw CommandFailure(.problems, "\(data): no response \(id) in this log")
            }
            let formID = form ?? detail.versions.lazy.compactMap { $0.response?.formID }.first ?? ""
            let title = snapshot.forms.first { $0.formID == formID }?.title
            state.inspector = InspectorState(formID: formID, responseID: id, formTitle: title)
            _ = updateApp(&state, message)
        }
    }

    /// For `make bench`: the cost of one frame.
    private func measure(_ state: AppState) {
        let begun = SystemTime.monotonicMs()
        var cells = 0
        for _ in 0..<`repeat` { cells += AppView.render(state).width }
        let each = Double(SystemTime.monotonicMs() - begun) / Double(`repeat`)
        StandardError.line("frame \(size.width)x\(size.height): \(each) ms (\(cells / max(1, size.width)) frames)")
    }
}

/// `120x40`: columns and rows.
nonisolated struct FrameSize: ExpressibleByArgument, Sendable {
    let width: Int
    let height: Int

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    init?(argument: String) {
        let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let width = parts[0], let height = parts[1], (1...1000).contains(width),
            (1...1000).contains(height)
        else { return nil }
        self.init(width: width, height: height)
    }

    var defaultValueDescription: String { "\(width)x\(height)" }
}
