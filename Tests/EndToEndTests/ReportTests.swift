import Foundation
import Testing

/// `report`: the shape that others rely on, and one truth whatever the way to it.
@Suite(.timeLimit(.minutes(1))) struct ReportTests {
    @Test func `the JSON has every key of the contract`() async throws {
        let place = try Workplace()
        let file = try samples(in: place)
        _ = try await Program.run("import", file, "--data", place.data, "--received", "synced", in: place)
        let report = try await Program.run("report", "--data", place.data, "--format", "json", in: place).json()
        #expect(
            Set(report.keys) == ["generatedAt", "position", "by", "since", "until", "where", "totals", "forms"])
        #expect(report["by"] as? String == "received")
        #expect((report["position"] as? [String: Int])?.keys.contains("p0") == true)
        let totals = try #require(report["totals"] as? [String: Int])
        #expect(
            Set(totals.keys) == ["created", "updated", "deleted", "live", "duplicates", "conflicts", "rejected"])
        let forms = try #require(report["forms"] as? [[String: Any]])
        #expect(forms.compactMap { $0["formId"] as? String } == SampleResponses.forms)
        for form in forms {
            #expect(
                Set(form.keys) == [
                    "formId", "title", "live", "created", "updated", "deleted", "duplicates", "conflicts", "rejected",
                    "devices", "collectors", "firstReceivedAt", "lastReceivedAt", "late", "clockSkewed",
                    "clockCorrected", "edited", "clockSkew", "activeDevices", "activeCollectors", "versions", "expired",
                    "duration", "syncDelay", "perHour", "perDay", "questions",
                ])
            #expect(keys(form["devices"]) == ["value", "error"])
            #expect(keys(form["duration"]) == ["count", "min", "max", "mean", "p50", "p95", "error"])
            #expect(keys(form["syncDelay"]) == ["count", "min", "max", "mean", "p50", "p95", "error"])
            #expect(keys((form["perHour"] as? [Any])?.first).subtracting(["late"]) == ["start", "count"])
            #expect(keys((form["perDay"] as? [Any])?.first).subtracting(["late"]) == ["start", "count"])
            #expect((form["lastReceivedAt"] as? String)?.hasSuffix("Z") == true)
            try expectQuestions(try #require(form["questions"] as? [[String: Any]]))
        }
    }

    private func expectQuestions(_ questions: [[String: Any]]) throws {
        #expect(
            Set(questions.compactMap { $0["questionId"] as? String })
                == ["name", "sex", "age", "hobby", "phone", "born", "place"])
        let blocks = [
            "Text": "text", "Choice": "options", "MultiChoice": "options", "Number": "number", "Phone": "phone",
            "Date": "dates", "Location": "location",
        ]
        for question in questions {
            let type = try #require(question["type"] as? String)
            let block = try #require(blocks[type])
            var expected: Set = [
                "questionId", "key", "label", "type", "answered", "missing", "asked", "firstSeenOn", "lastSeenOn",
                "dwell", block,
            ]
            if block == "options" { expected.insert("choice") }
            #expect(Set(question.keys) == expected, "\(type)")
            #expect(keys(question["dwell"]).isSuperset(of: ["count", "error"]))
            switch block {
            case "options": #expect(keys((question[block] as? [Any])?.first) == ["value", "count", "share"])
            case "number":
                #expect(
                    keys(question[block]) == [
                        "count", "min", "max", "mean", "sd", "p5", "p25", "p50", "p75", "p95", "error", "histogram",
                        "zeros", "negatives", "outliers", "mad", "heaping", "noAnswer",
                    ])
                #expect(keys(first("histogram", of: question[block])) == ["lo", "hi", "count"])
            case "text":
                #expect(keys(question[block]).isSuperset(of: ["distinct", "top", "length"]))
                #expect(keys(first("top", of: question[block])) == ["value", "count"])
            case "phone": #expect(keys(question[block]) == ["valid", "countries", "distinct", "shared", "sharing"])
            case "location":
                #expect(
                    keys(question[block]) == [
                        "count", "bbox", "cells", "atOrigin", "impossible", "swapped", "repeated", "repeating",
                        "accuracy",
                    ])
                #expect(keys(first("cells", of: question[block])) == ["geohash", "count"])
            default:
                #expect(keys(question[block]) == ["min", "max", "perDay", "inFuture"])
                #expect(keys(first("perDay", of: question[block])) == ["start", "count"])
            }
        }
    }

    /// An answer of every kind that the samples do not have, a catalogue that says all that it can, and a minute that is asked for.
    @Test func `every key that a report prints is explained in its document`() async throws {
        let place = try Workplace()
        let line = #"""
            {"formId":"f","responseId":"1","deviceId":"d","formVersion":"2","syncedFromDeviceAt":"2026-11-01T10:00:00Z","answers":[\#
            {"questionId":"a","questionType":"Rating","number":5},{"questionId":"b","questionType":"Ranking","choices":["x","y"]},\#
            {"questionId":"c","questionType":"Url","text":"https://example.org"},{"questionId":"d","questionType":"Time","text":"10:00"},\#
            {"questionId":"e","questionType":"Photo","attachment":{"size":5}},{"questionId":"g","questionType":"Other","text":"z"},\#
            {"questionId":"h","questionType":"Matrix","rows":[{"rowId":"r","choice":"x"}]},{"questionId":"i","questionType":"Number","number":-99}]}
            """#
        let catalogue = try place.write(
            [
                "forms: [{id: f, target: {responses: 5}, minimumSeconds: 5, questions: [{id: a, range: {min: 0, max: 10}}]}]"
            ], to: "forms.yaml")
        let files = [try place.write([line], to: "line.ndjson"), try samples(in: place)]
        let options = ["--field", "--minutes", "--since", "2026-10-30T00:00:00Z", "--until", "2026-11-30T00:00:00Z"]
        let report = try await Program(
            ["report"] + files + options + ["--catalogue", catalogue, "--format", "json"], in: place
        ).outcome().json()
        var found: Set<String> = []
        collect(report.filter { $0.key != "position" }, into: &found)
        #expect(
            found.isSuperset(of: ["netPromoterScore", "meanRank", "perMinute", "belowMinimum", "leaps", "noAnswer"]))
        let document = try String(contentsOfFile: "docs/report-format.md", encoding: .utf8)
        #expect(found.filter { !document.contains("`\($0)`") } == [])
    }

    private func collect(_ value: Any, into keys: inout Set<String>) {
        if let object = value as? [String: Any] {
            for (key, value) in object {
                keys.insert(key)
                collect(value, into: &keys)
            }
        }
        for value in value as? [Any] ?? [] { collect(value, into: &keys) }
    }

    @Test func `files and a log of the same input give the same report`() async throws {
        let place = try Workplace()
        let file = try samples(in: place)
        let taken = try await Program.run("import", file, "--data", place.data, "--received", "synced", in: place)
        #expect(taken.code == 1)
        let options: [[String]] = [
            [], ["--by", "submitted"],
        ]
        for option in options {
            let stored = try await Program(["report", "--data", place.data, "--format", "json"] + option, in: place)
                .outcome()
            let read = try await Program(["report", file, "--format", "json"] + option, in: place).outcome()
            let one = try await Program(["report", file, "--workers", "1", "--format", "json"] + option, in: place)
                .outcome()
            #expect(stored.code == 0)
            #expect(read.code == 1)
            let truth = try comparable(stored)
            #expect(truth.count > 1_000)
            #expect(try comparable(read) == truth, "\(option)")
            #expect(try comparable(one) == truth, "\(option), one worker")
        }
    }

    @Test func `--field says who sent the responses, in every format`() async throws {
        let place = try Workplace()
        let file = try samples(in: place)
        let json = try await Program.run("report", file, "--field", "--format", "json", in: place).json()
        let field = try #require(json["field"] as? [String: Any])
        #expect(Set(field.keys) == ["oneIn", "collectors", "devices", "teams"])
        let live = try #require((json["totals"] as? [String: Int])?["live"])
        for list in ["collectors", "devices", "teams"] {
            let senders = try #require(field[list] as? [[String: Any]])
            #expect(!senders.isEmpty)
            #expect(senders.reduce(0) { $0 + (($1["live"] as? Int) ?? 0) } == live, "\(list)")
            #expect((senders.first?["perDay"] as? [Any])?.count == 14)
        }
        let csv = try await Program.run("report", file, "--field", "--format", "csv", in: place).text
        #expect(csv.contains(",collector,live,"))
        #expect(
            csv.split(whereSeparator: \.isNewline).allSatisfy {
                $0.split(separator: ",", omittingEmptySubsequences: false).count >= 7
            })
        let table = try await Program.run("report", file, "--field", in: place).text
        #expect(table.contains("\ncollector") && table.contains("\ndevice") && table.contains("no team"))
    }

    @Test func `--minutes counts by the minute, within a span that it asks for`() async throws {
        let place = try Workplace()
        let file = try samples(in: place)
        let refused = try await Program.run("report", file, "--minutes", in: place)
        #expect(refused.code == 2)
        #expect(refused.complaint.contains("--minutes needs --since"))
        let json = try await Program.run(
            "report", file, "--minutes", "--since", "2026-10-01T00:00:00Z", "--until", "2026-11-30T00:00:00Z",
            "--format", "json", in: place
        ).json()
        let form = try #require((json["forms"] as? [[String: Any]])?.first)
        let minutes = try #require(form["perMinute"] as? [[String: Any]])
        let hours = try #require(form["perHour"] as? [[String: Any]])
        func sum(_ buckets: [[String: Any]]) -> Int { buckets.reduce(0) { $0 + (($1["count"] as? Int) ?? 0) } }
        #expect(sum(minutes) == sum(hours) && sum(hours) == form["live"] as? Int)
        #expect(minutes.allSatisfy { ($0["start"] as? String)?.hasSuffix(":00Z") == true })
    }

    @Test func `each CSV row has as many fields as its header`() async throws {
        let place = try Workplace()
        let file = try place.write(
            [
                SampleResponses.line(id: "a", text: #"=1+1, \"quoted\""#),
                SampleResponses.line(id: "b", text: #"two\nlines"#),
                SampleResponses.line(id: "c", form: "comma, form", text: "@SUM(1)"),
            ], to: "in.ndjson")
        let outcome = try await Program.run("report", file, "--format", "csv", in: place)
        #expect(outcome.code == 0)
        try place.write(outcome.output, to: "report.csv")
        // Another program's reader says whether it is CSV.
        let script = """
            import csv, sys
            rows = list(csv.reader(open(sys.argv[1], newline='')))
            print(len(rows), sorted(set(map(len, rows))), any(f[:1] in '=@' and f for r in rows for f in r))
            """
        let read = try await Program.run("-c", script, place.file("report.csv"), program: "/usr/bin/python3", in: place)
        let words = read.text.split(separator: " ", maxSplits: 1).map(String.init)
        #expect((Int(words.first ?? "") ?? 0) > 20, "\(read.complaint)")
        #expect(words.last == "[7] False\n", "\(read.text)")
    }

    @Test func `the table masks what is personal, and JSON does not`() async throws {
        let place = try Workplace()
        let file = try place.write(
            [SampleResponses.line(id: "r-1", text: "Dixie Pemberton", key: "Name")], to: "in.ndjson")
        let table = try await Program.run("report", file, in: place)
        #expect(!table.text.contains("Dixie"))
        #expect(table.text.contains("clinic"))
        #expect(try await Program.run("report", file, "--format", "json", in: place).text.contains("Dixie Pemberton"))
    }

    /// Responses with retries, edits, deletions and refusals among them.
    private func samples(in place: Workplace) throws -> String {
        var samples = SampleResponses(seed: 11)
        var lines = samples.lines(600)
        let edited = samples.line(6)
        lines += [lines[10], lines[11], samples.line(20), "{", #"{"formId":"market","answers":3}"#]
        lines += [
            #"{"op":"update","formId":"clinic","responseId":"\#(SampleResponses.id(6))","response":\#(edited)}"#,
            #"{"op":"delete","formId":"market","responseId":"\#(SampleResponses.id(7))"}"#,
            #"{"op":"delete","formId":"wildlife","responseId":"\#(SampleResponses.id(8))"}"#,
            #"{"op":"restore","formId":"wildlife","responseId":"\#(SampleResponses.id(8))"}"#,
        ]
        return try place.write(lines, to: "in.ndjson")
    }

    private func keys(_ value: Any?) -> Set<String> { Set((value as? [String: Any] ?? [:]).keys) }

    private func first(_ key: String, of value: Any?) -> Any? { ((value as? [String: Any])?[key] as? [Any])?.first }

    /// The report without the moment of printing and the place in a log.
    private func comparable(_ outcome: Outcome) throws -> String {
        var report = try outcome.json()
        report["generatedAt"] = nil
        report["position"] = nil
        let data = try JSONSerialization.data(withJSONObject: report, options: [.sortedKeys, .prettyPrinted])
        return String(decoding: data, as: UTF8.self)
    }
}
