import CollectModel
import CollectStream
import Testing

@testable import collect_top

struct InspectorViewTests {
    private let context = SampleResponses.context()

    private func loaded(tabs: Int = 0) -> InspectorState {
        var state = InspectorState(
            formID: SampleResponses.formID, responseID: SampleResponses.responseID,
            formTitle: "Polio & measles campaign 💉", load: .loaded(SampleResponses.detail))
        for _ in 0..<tabs { _ = state.handle(.tab, snapshot: Snapshot(), context: context) }
        return state
    }

    private func frame(
        _ state: InspectorState, width: Int = 80, height: Int = 24, _ context: ViewContext = SampleResponses.context()
    ) -> Frame {
        var frame = Frame(width: width, height: height)
        InspectorView.draw(state, context, in: frame.bounds, on: &frame)
        return frame
    }

    @Test(arguments: InspectorState.Tab.allCases)
    func `each part looks as in its golden frames`(_ tab: InspectorState.Tab) {
        let state = loaded(tabs: tab.rawValue)
        #expect(state.tab == tab)
        FrameSnapshot.expect(frame(state), "inspector-\(tab)-80x24")
        FrameSnapshot.expect(frame(state, width: 120, height: 40), "inspector-\(tab)-120x40")
    }

    @Test func `the form is named wherever it is known`() {
        let detail = SampleResponses.detail
        var state = InspectorState(formID: "", responseID: SampleResponses.responseID, load: .loaded(detail))
        #expect(FrameWriter.text(frame(state)).contains("form vaccination-kano"))
        let long = String(repeating: "f", count: 60)
        state = InspectorState(formID: long, responseID: SampleResponses.responseID, load: .loaded(detail))
        #expect(FrameWriter.text(frame(state)).contains("form fffff"))
        var deleted = detail
        deleted.versions = [detail.versions[1]]
        state = InspectorState(formID: "", responseID: "r-1", load: .loaded(deleted))
        let identity = FrameWriter.text(frame(state)).split(separator: "\n")[1]
        #expect(!identity.contains("form"))
    }

    @Test func `loading and not found say so`() {
        var state = InspectorState(formID: "f", responseID: "r-1")
        #expect(FrameWriter.text(frame(state)).contains("looking for the response"))
        state.load = .missing
        #expect(FrameWriter.text(frame(state)).contains("not in this log: never received, or expired"))
        state.load = .loaded(ResponseDetail(versions: []))
        #expect(FrameWriter.text(frame(state)).contains("not in this log"))
    }

    @Test func `keys walk through versions, and the selected answer stays selected`() {
        var state = loaded()
        func press(_ keys: Key...) -> [AppEffect] {
            keys.flatMap { state.handle($0, snapshot: Snapshot(), context: context) }
        }
        #expect(press(.down, .down, .character("y")) == [.copy("26")])
        #expect(press(.left) == [] && state.shown?.version == 3)
        #expect(FrameWriter.text(frame(state)).contains("deleted: this version has no answers"))
        #expect(press(.character("<"), .character("<"), .character("<")) == [] && state.shown?.version == 1)
        #expect(press(.character("y")) == [.copy("6")])
        #expect(press(.right) == [] && state.shown?.version == 2)
        #expect(press(.escape) == [.closeResponse])
        #expect(press(.backTab) == [] && state.tab == .neighbours)
        let third = SampleResponses.detail.neighbours[2]
        #expect(
            press(.down, .down, .enter) == [
                .openResponse(formID: third.formID, responseID: third.responseID, place: third.place)
            ])
    }

    @Test func `what is copied is masked`() {
        var state = loaded()
        for _ in 0..<5 { _ = state.handle(.down, snapshot: Snapshot(), context: context) }
        #expect(state.handle(.character("y"), snapshot: Snapshot(), context: context) == [.copy("+234••••••4567")])
        var json = loaded(tabs: 3)
        guard case .copy(let text) = json.handle(.character("y"), snapshot: Snapshot(), context: context).first else {
            Issue.record("nothing was copied")
            return
        }
        #expect(text.contains("questionId") && !text.contains(SampleResponses.secretPhone))
    }

    @Test(arguments: InspectorState.Tab.allCases)
    func `no part shows what the mask hides`(_ tab: InspectorState.Tab) {
        for role in [CollectModel.Role.manager, .analyst, .support, .operations] {
            var state = loaded(tabs: tab.rawValue)
            let eyes = SampleResponses.context(Mask(role: role, reveal: false))
            for _ in 0..<4 {
                let text = FrameWriter.text(frame(state, width: 140, height: 100, eyes))
                for secret in ["Aisha", "Aminu", "8031234567", "100.64.17.201", "12.002", "sig-00471"] {
                    #expect(!text.contains(secret), "\(role) sees \(secret) in \(tab)")
                }
                _ = state.handle(.left, snapshot: Snapshot(), context: eyes)
            }
        }
        let clear = SampleResponses.context(Mask(role: .manager, reveal: true))
        if tab == .answers || tab == .json {
            #expect(
                FrameWriter.text(frame(loaded(tabs: tab.rawValue), width: 140, height: 100, clear)).contains("Aminu"))
        }
    }

    @Test func `JSON with two types, made-up fields or broken text tells nothing`() {
        let mask = Mask(role: .analyst, reveal: false)
        let hostile = [
            #"{"answers":[{"questionId":"q","questionType":"Phone","questionType":"Choice","key":"k","text":"SECRET"}]}"#,
            #"{"answers":[{"questionId":"q","questionType":"Choice","key":"Sex","key":"Phone","text":"SECRET"}]}"#,
            #"{"note":"SECRET","nested":{"label":"SECRET","deep":["SECRET"]},"answers":[]}"#,
            #"{"answers":[{"questionId":"q","questionType":"Location","key":"k","location":{"label":"SECRET","text":"SECRET"}}]}"#,
            #"{"answers":[{"questionId":"q","questionType":"Signature","key":"k","file":{"key":"SECRET"}}]}"#,
            #"{"answers":[{"questionId":"q","text":"SECRET"}]}"#,
            #"{"answers":[{"questionId":"q","questionType":"Repeat","key":"Household","repeat":[{"answers":[{"questionId":"n","questionType":"Text","key":"Full name","text":"SECRET"}]}]}]}"#,
            #"{"answers":[{"questionId":"q","questionType":"Signature","key":"k","file":{"answers":[{"questionId":"n","questionType":"Choice","key":"c","text":"SECRET"}]}}]}"#,
            #"{"answers":["SECRET", SECRET"#, "SECRET", #"["SECRET"]"#, #""SECRET""#,
            String(repeating: "[", count: 500) + "\"SECRET\"",
        ]
        for text in hostile {
            let shown = MaskedJSON(Array(text.utf8), form: "form", mask: mask).lines.map(\.text).joined(separator: "\n")
            #expect(!shown.contains("SECRET"), "\(shown)")
            #expect(!shown.isEmpty)
        }
    }

    @Test func `what stands in a tagged repeat is as private as the tag says`() {
        let questions = [CatalogueQuestion(id: "r", personal: .sensitive)]
        let tags = FormCatalogue(forms: [CatalogueForm(id: "f", questions: questions)]).personalTags
        let mask = Mask(role: .manager, reveal: false, tags: tags)
        let json = { (id: String) in
            let inner = #"{"questionId":"c","questionType":"Choice","key":"Status","text":"OPEN"}"#
            return Array(
                #"{"answers":[{"questionId":"\#(id)","questionType":"Repeat","key":"k","repeat":[{"answers":[\#(inner)]}]}]}"#
                    .utf8)
        }
        for (id, isShown) in [("r", false), ("s", true)] {
            let shown = MaskedJSON(json(id), form: "f", mask: mask).lines.map(\.text).joined()
            #expect(shown.contains("OPEN") == isShown)
            let answers = ResponseReader().response(json(id), formID: "f", responseID: "x")?.answers ?? []
            #expect(answers.count == 2 && mask.answer(answers[1], form: "f").text.contains("OPEN") == isShown)
        }
    }

    @Test func `JSON is masked by the catalogue's tags, of one question at a time`() {
        let questions = [
            CatalogueQuestion(id: "q1", personal: .sensitive), CatalogueQuestion(id: "q2", personal: PersonalTag.none),
        ]
        let tags = FormCatalogue(forms: [CatalogueForm(id: "f", questions: questions)]).personalTags
        let mask = Mask(role: .manager, reveal: false, tags: tags)
        func isShown(_ ids: String, form: String = "f", type: String = "Text", key: String = "Name") -> Bool {
            let answer = #"{\#(ids),"questionType":"\#(type)","key":"\#(key)","text":"SECRET"}"#
            let json = MaskedJSON(Array(#"{"answers":[\#(answer)]}"#.utf8), form: form, mask: mask)
            return json.lines.map(\.text).joined().contains("SECRET")
        }
        #expect(isShown(#""questionId":"q2""#))
        #expect(!isShown(#""questionId":"q2""#, form: "g"))
        #expect(!isShown(#""questionId":"q1""#, type: "Choice", key: "Sex"))
        #expect(isShown(#""questionId":"q1""#, form: "g", type: "Choice", key: "Sex"))
        #expect(!isShown(#""questionId":"q2","questionId":"q1""#, type: "Choice", key: "Sex"))
    }

    @Test func `printed JSON is the same JSON where nothing is masked`() {
        let text =
            #"{"formId":"f\"\\\u00e9\ud83c\udfe5","n":[1.50,-2e3,true,null,{},[]],"answers":[{"questionId":"q"}]}"#
        let lines = MaskedJSON(Array(text.utf8), form: "form", mask: Mask(role: .manager, reveal: true)).lines.map(
            \.text)
        #expect(
            lines.joined().split(separator: " ").joined()
                == #"{"formId":"f\"\\é🏥","n":[1.50,-2e3,true,null,{},[]],"answers":[{"questionId":"q"}]}"#)
    }

    @Test func `hostile answers stay in their cells`() {
        let evil = "\u{1B}]52;c;x\u{07}\u{202E}\n\t" + String(repeating: "\u{301}", count: 40)
        let answers = [
            Answer(questionID: evil, key: evil, type: evil, state: evil, text: evil, createdBy: evil, createdMs: .min),
            Answer(questionID: evil, key: evil, type: "Number", text: evil, createdMs: .max, modifiedMs: .min),
            Answer(
                questionID: "q", key: "Long", type: "Text", text: String(repeating: "日本 ", count: 9000), createdMs: 0),
        ]
        var response = SampleResponses.response(answers)
        response.device = evil
        response.client = evil
        response.ip = evil
        (response.createdMs, response.submittedMs, response.syncedMs) = (.min, .max, .max)
        let version = ResponseVersion(
            place: RecordPlace(partition: 0, offset: .max), operation: .create, version: 1, receivedMs: .min,
            response: response, json: SampleResponses.json(answers))
        var state = InspectorState(
            formID: evil, responseID: evil, load: .loaded(ResponseDetail(versions: [version, version])))
        FrameSnapshot.expect(frame(state), "inspector-hostile-80x24")
        for _ in InspectorState.Tab.allCases {
            let text = FrameWriter.text(frame(state))
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x202E) })
            _ = state.handle(.tab, snapshot: Snapshot(), context: context)
        }
    }
}
