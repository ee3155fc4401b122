public import CollectModel

/// One snapshot of a whole log, for a frame without a terminal.
public enum SnapshotOnce {
    /// Folds everything that is durable and looks at it at `nowMs`. `chooseFocus` names the form in focus once the forms are known.
    public static func take(
        directory: String, nowMs: Int64, rules: [AlertRule] = AlertRule.builtIn(), chooseFocus: (Snapshot) -> String?
    ) throws(LogError) -> Snapshot {
        var options = StreamEngine.Options()
        options.rules = rules
        var core = try EngineCore(directory: directory, options: options)
        while try core.foldSome() {}
        let first = try core.snapshot(nowMs: nowMs)
        core.focus(chooseFocus(first))
        return try core.snapshot(nowMs: nowMs)
    }
}
