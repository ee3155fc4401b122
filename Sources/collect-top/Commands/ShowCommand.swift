import ArgumentParser
import CollectModel
import CollectStream

/// `show`: one response.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one response, with its history.",
        discussion: """
            Text masks phones, e-mail addresses, places, names and tagged answers; JSON is complete and clear.

            EXAMPLES
              collect-top show 8852b8a2-20de-4b3a-82c4-baca736ffe04 --data survey
              collect-top show 6ffe04 --data survey
              collect-top show 8852b8a2-20de-4b3a-82c4-baca736ffe04 --data survey --history --format json
            """)

    @Argument(help: "The response's id; or its beginning or end, four letters at least, where that is of one response.")
    var responseID: String
    @Option(help: "The data directory.")
    var data: String
    @Option(help: "The form, where several forms have a response of this id.")
    var form: String?
    @Flag(help: "All versions, the newest first.")
    var history = false
    @Option(help: "How it is printed.")
    var format: SummaryFormat = .text
    @Option(help: RevealReason.help)
    var reveal: RevealReason?

    func run() throws {
        let lookup: ResponseLookup
        do throws(LogError) { lookup = try ResponseLookup(directory: data) } catch { throw CommandFailure(error) }
        if try print(responseID, from: lookup) { return }
        let place = form.map { " of form \($0)" } ?? ""
        // As the dashboard writes the end of an id.
        let part = String(responseID.drop { $0 == "…" })
        let ids: [String]
        do throws(LogError) {
            ids = try lookup.ids(with: part, form: form, most: Self.namedMost)
        } catch { throw CommandFailure(error) }
        if ids.count > 1 {
            throw CommandFailure(
                .problems,
                "\(data): more than one response\(place) begins or ends with \(responseID): "
                    + ids.joined(separator: ", "))
        }
        if let id = ids.first, try print(id, from: lookup) { return }
        throw CommandFailure(.problems, "\(data): no response \(responseID)\(place) in this log")
    }

    /// How many ids are named where several fit.
    private static let namedMost = 5

    /// False where the log has no response of this id.
    private func print(_ id: String, from lookup: ResponseLookup) throws -> Bool {
        let found: [(formID: String, versions: [ResponseVersion])]
        do throws(LogError) {
            found = try lookup.versions(of: id, form: form)
        } catch { throw CommandFailure(error) }
        var output = StandardOutput()
        let mask = Mask(role: .manager, reveal: reveal != nil, tags: CataloguedTags.read(directory: data))
        for (formID, versions) in found {
            let shown = history ? versions : Array(versions.prefix(1))
            switch format {
            case .json: try output.line(String(decoding: json(formID, id, shown), as: UTF8.self))
            case .text:
                try ResponseText(mask: mask).write(
                    formID, id, shown, to: &output)
            }
        }
        try output.flush()
        return !found.isEmpty
    }

    private func json(_ formID: String, _ id: String, _ versions: [ResponseVersion]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { w in
            w.pair("formId", formID)
            w.pair("responseId", id)
            if history {
                w.key("versions")
                w.array(versions) { w, version in w.object { Self.fields(version, to: &$0) } }
            } else if let version = versions.first {
                Self.fields(version, to: &w)
            }
        }
        return writer.bytes
    }

    private static func fields(_ version: ResponseVersion, to w: inout JSONWriter) {
        w.pair("version", Int64(version.version))
        w.pair("op", version.operation.rawValue)
        w.time("receivedAt", version.receivedMs)
        w.pair("position", "\(version.place.partition).\(version.place.offset)")
        w.key("response")
        if version.json.isEmpty { w.null() } else { w.raw(version.json) }
    }
}
