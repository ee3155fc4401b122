import CollectModel
import CollectStream

/// What changes a log: done by the process that writes it, because it is asked to, or by the command itself where nobody writes.
nonisolated enum OwnerWork {
    /// Does the work here; where another process holds the log, asks that one and waits. Prints what came of it.
    /// - Throws: `CommandFailure` with the exit code of the work.
    static func run(
        _ request: ControlRequest, directory: String, here work: () async throws(LogError) -> ControlReply
    ) async throws {
        let reply: ControlReply
        do throws(LogError) {
            reply = try await work()
        } catch {
            guard case .lockHeld = error else { throw CommandFailure(error) }
            reply = try await asked(request, directory: directory, otherwise: error)
        }
        var output = StandardOutput()
        for line in reply.output { try output.line(DisplayText(line).string) }
        try output.flush()
        for complaint in reply.complaints { StandardError.line("collect-top: " + complaint) }
        guard reply.code == 0 else { throw CommandFailure(ExitStatus(rawValue: reply.code) ?? .environment) }
    }

    /// - Throws: `held`, the refusal that names the writer, where that one does not answer.
    private static func asked(
        _ request: ControlRequest, directory: String, otherwise held: LogError
    ) async throws -> ControlReply {
        do throws(LogError) {
            if let answer = try ControlClient.ask(request, directory: directory) { return answer }
        } catch { throw CommandFailure(error) }
        throw CommandFailure(held)
    }

    /// Writes the facts of sealed segments and compresses them. Progress is told of both together.
    static func pack(_ log: ResponseLog, data: String, progress: (Int, Int) -> Void = { _, _ in }) -> ControlReply {
        do throws(LogError) {
            var writing = FactsWriting(log, readsWhole: true)
            let facts = try writing.round { progress($0, 2 * $1) }
            let report = try log.packSealed { progress($0 + $1, 2 * $1) }
            var reply = ControlReply(code: 0, output: [PackCommand.summary(of: report, facts, data: data)])
            if !report.damaged.isEmpty { reply.name(damaged: report.damaged, data: data) }
            return reply
        } catch { return ControlReply(failure: error) }
    }

    /// Lets expire what the catalogue says.
    static func retain(_ intake: ResponseIntake, data: String, takesOverdue: Bool) async -> ControlReply {
        do throws(CatalogueError) {
            let terms = try CatalogueFile.read(directory: data).retention
            return await retain(intake, data: data, terms, takesOverdue: takesOverdue)
        } catch {
            return ControlReply(code: ExitStatus.environment.rawValue, complaints: ["\(error); nothing was removed"])
        }
    }

    private static func retain(
        _ intake: ResponseIntake, data: String, _ terms: RetentionTerms, takesOverdue: Bool
    ) async -> ControlReply {
        let caution = RetentionCaution(waitsForReaders: false, takesOverdue: takesOverdue)
        do throws(LogError) {
            let report = try await intake.expire(terms, caution)
            var reply = ControlReply(code: 0, output: report.lines(data: data, isPreview: false))
            if let advice = report.overdueAdvice { reply.problem(advice) }
            if !report.damaged.isEmpty { reply.name(damaged: report.damaged, data: data) }
            return reply
        } catch { return ControlReply(failure: error) }
    }
}

extension ControlReply {
    nonisolated fileprivate init(failure: LogError) {
        self.init(code: ExitStatus.environment.rawValue, complaints: ["\(failure)"])
    }

    nonisolated fileprivate mutating func problem(_ text: String) {
        code = max(code, ExitStatus.problems.rawValue)
        complaints.append(text)
    }

    nonisolated fileprivate mutating func name(damaged segments: [String], data: String) {
        problem("\(data): damaged and left as it is: \(segments.joined(separator: ", ")); see collect-top verify")
    }
}
