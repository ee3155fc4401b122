import CollectModel
import CollectStream

/// What a long-running writer does beside writing: it answers other processes, and lets expire what is due, once an hour.
///
/// Isolation: `look` is called by the task that owns the intake.
nonisolated final class DemoUpkeep {
    private static let retentionEveryMs: Int64 = 3_600_000

    private let intake: ResponseIntake
    private let directory: String
    private let desk = OwnersDesk()
    private let socket: ControlSocket
    private var retainedMs: Int64?
    /// So that a reason is told once.
    private var toldReason: String?

    /// - Throws: `storage` where the control socket cannot be made.
    init(_ intake: ResponseIntake, directory: String) throws(LogError) {
        self.intake = intake
        self.directory = directory
        let desk = desk
        socket = try ControlSocket(directory: directory) { desk.ask($0) }
    }

    /// Does what is due.
    func look(nowMs: Int64) async {
        await desk.serve { await reply(to: $0) }
        guard retainedMs.map({ nowMs - $0 >= Self.retentionEveryMs || nowMs < $0 }) ?? true else { return }
        retainedMs = nowMs
        await retain()
    }

    /// Whoever waits for an answer is told that there will be none.
    func close() {
        desk.close()
        socket.close()
    }

    private func reply(to request: ControlRequest) async -> ControlReply {
        switch request {
        case .pack: OwnerWork.pack(intake.log, data: directory)
        case .retain(let takesOverdue): await OwnerWork.retain(intake, data: directory, takesOverdue: takesOverdue)
        }
    }

    private func retain() async {
        do {
            let terms = try CatalogueFile.read(directory: directory).retention
            let report = try await intake.expire(terms, RetentionCaution(waitsForReaders: true, takesOverdue: false))
            tell(report.overdueAdvice)
        } catch { tell("\(error)") }
    }

    private func tell(_ reason: String?) {
        if let reason, reason != toldReason { StandardError.line("collect-top: retention: \(reason)") }
        toldReason = reason
    }
}
