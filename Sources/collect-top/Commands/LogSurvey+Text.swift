import CollectModel
import CollectStream

/// A survey of a log as commands print it.
extension LogSurvey {
    /// Surveys with progress on standard error.
    /// - Throws: `CommandFailure` where the directory cannot be read as a log.
    nonisolated static func watched(directory: String) throws -> LogSurvey {
        let progress = ProgressLine("checking", unit: "bytes")
        defer { progress.end() }
        do throws(LogError) {
            return try LogSurvey(directory: directory) { progress.update(Int64($0), of: Int64($1)) }
        } catch { throw CommandFailure(error) }
    }

    /// `6 segments, 67,891 records, 210 MB`.
    nonisolated var summary: String {
        let segments = partitions.flatMap(\.segments)
        let records = ProgressLine.grouped(Int64(segments.reduce(0) { $0 + $1.offsets.count }))
        return "\(segments.count) segments, \(records) records, \(Self.size(segments.reduce(0) { $0 + $1.sizeBytes }))"
    }

    /// `4.0 MB`: powers of 1024, as `ls -h` counts.
    nonisolated static func size(_ bytes: UInt64) -> String {
        var value = Double(bytes)
        for unit in ["B", "KB", "MB", "GB"] {
            if value < 1024 { return unit == "B" ? "\(bytes) B" : "\(value.shown) \(unit)" }
            value /= 1024
        }
        return "\(value.shown) TB"
    }

    /// One object, without a newline at the end.
    nonisolated func json(directory: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { w in
            w.pair("data", directory)
            w.pair("log", description.map { "\($0.logID)" })
            w.time("createdAt", description?.createdMs)
            w.key("damaged")
            w.value(isDamaged)
            w.key("partitions")
            w.array(partitions) { w, partition in partition.write(to: &w) }
            w.key("findings")
            w.array(findings) { w, finding in finding.write(to: &w) }
        }
        return writer.bytes
    }
}

extension LogSurvey.Partition {
    nonisolated fileprivate func write(to writer: inout JSONWriter) {
        writer.object { w in
            w.pair("partition", Int64(number))
            w.pair("start", Int64(clamping: start))
            w.pair("durable", Int64(clamping: durableOffset))
            w.key("segments")
            w.array(segments) { w, segment in
                w.object { w in
                    w.pair("file", segment.name)
                    w.pair("from", Int64(clamping: segment.offsets.lowerBound))
                    w.pair("next", Int64(clamping: segment.offsets.upperBound))
                    w.pair("groups", Int64(segment.batches))
                    w.pair("usedBytes", Int64(clamping: segment.usedBytes))
                    w.pair("sizeBytes", Int64(clamping: segment.sizeBytes))
                    w.time("createdAt", segment.createdMs)
                    w.time("lastWrittenAt", segment.appendedMs)
                }
            }
        }
    }
}

extension LogFinding {
    nonisolated fileprivate func write(to writer: inout JSONWriter) {
        writer.object { w in
            w.pair("severity", isDamage ? "damage" : "note")
            w.pair("kind", kind.rawValue)
            w.pair("file", file)
            w.pair("partition", partition.map(Int64.init))
            w.pair("fromByte", bytes.map { Int64(clamping: $0.lowerBound) })
            w.pair("nextByte", bytes.map { Int64(clamping: $0.upperBound) })
            w.pair("from", offsets.map { Int64(clamping: $0.lowerBound) })
            w.pair("next", offsets.map { Int64(clamping: $0.upperBound) })
            w.pair("what", what)
            w.pair("meaning", meaning)
            w.pair("advice", advice)
        }
    }
}

extension Double {
    /// One decimal below ten, none above.
    nonisolated fileprivate var shown: String {
        self < 10 ? "\((self * 10).rounded() / 10)" : "\(Int(rounded()))"
    }
}
