extension ResponseIntake {
    /// Takes in simulated submissions, each at the server's time that the simulation gives it.
    public func submit(_ submissions: [Submission]) throws(LogError) -> Group {
        var bytes: [UInt8] = []
        var ranges: [Range<Int>] = []
        bytes.reserveCapacity(submissions.reduce(JSONParser.padding) { $0 + $1.line.count })
        for submission in submissions {
            ranges.append(bytes.count..<bytes.count + submission.line.count)
            bytes += submission.line
        }
        bytes += repeatElement(0, count: JSONParser.padding)
        var outcome: Result<Group, LogError>?
        bytes.withUnsafeBytes { buffer in
            let lines = zip(submissions, ranges).map { submission, range in
                let received = Received.at(submission.receivedMs, backfill: submission.isBackfill)
                return (bytes: UnsafeRawBufferPointer(rebasing: buffer[range]), received: received)
            }
            do throws(LogError) { outcome = .success(try submit(lines)) } catch { outcome = .failure(error) }
        }
        guard let outcome else { throw .closed }
        return try outcome.get()
    }
}
