import Testing

@testable import CollectModel

/// The one masking function, type by type and against hostile answers.
@Suite struct MaskTests {
    private let mask = Mask(role: .analyst, reveal: false)

    private func text(_ value: String, _ type: String = "Text", key: String = "Remarks", tag: PersonalTag? = nil)
        -> String
    {
        mask.text(value, type: type, key: key, tag: tag).text
    }

    @Test(arguments: [
        ("+27605559400", "+27•••••9400"), ("ZA(+27)-605559400", "+27•••••9400"), ("+14155550123", "+1••••••0123"),
        ("+2348031234567", "+234••••••4567"), ("0605559400", "••••••9400"), ("+22177123456", "+221•••••456"),
        ("12345", "•••45"),
        ("+٢٧٦٠٥٥٥٩٤٠٠", "+27•••••9400"), ("+९१९८७६५४३२१०", "+91••••••3210"), ("call me", "••••"), ("+", "••••"),
        ("1234", "••••"),
    ])
    func `a telephone number keeps its country and its last digits`(value: String, shown: String) {
        #expect(mask.text(value, type: "Phone", key: "Phone", tag: nil) == Masked(text: shown, isMasked: true))
    }

    @Test(arguments: [
        ("dixie@example.org", "d•••@example.org"), ("d@example.org", "•••@example.org"), ("no address", "••••"),
        ("@", "••••"),
        ("a@b@example.org", "a•••@example.org"), ("7up@example.org", "•••@example.org"),
        ("x@0605559400.example", "•••@••••••9400.example"),
        ("émile@exämple.org", "é•••@exämple.org"),
    ])
    func `an e-mail keeps its first letter and its domain`(value: String, shown: String) {
        #expect(text(value, "Email") == shown)
        #expect(mask.text(value, type: "Email", key: "E-mail", tag: nil).isMasked)
    }

    @Test(arguments: [
        ("Dixie", "D••••"), ("Dixie Nkosi", "D••••"), ("ትዕግስት አበበ", "ት••••"), ("佐藤 結衣", "佐••••"), ("🌻 Nomsa", "N••••"),
        ("E\u{301}mile", "E\u{301}••••"),
        ("👩🏾‍🌾", "••••"), ("X", "••••"), ("4711", "••••"), ("  ليلى", "ل••••"),
    ])
    func `a name keeps its first letter`(value: String, shown: String) {
        #expect(text(value, key: "Name") == shown)
        #expect(text(value, key: "Anything", tag: .direct) == shown)
    }

    @Test func `a letter under a heap of marks is cut short`() {
        let heap = "Z" + String(repeating: "\u{0301}", count: 5000) + "oe"
        #expect(text(heap, key: "Name").unicodeScalars.count <= 8)
    }

    @Test(arguments: [
        "Name", "Child's name", "Nom du directeur", "Prénom", "Jina la muuzaji", "الاسم", "दुकानदार का नाम", "የጠባቂው ስም",
        "お名前", "নাম", "Имя",
        "NAME:", "Agricultor", "Patient", "Head of household", "Contact person",
        "Pre\u{301}nom",
    ])
    func `labels of many languages are known as names`(label: String) {
        #expect(QuestionLabel.kind(of: label) == .name)
        #expect(text("Somebody", key: label) == "S••••")
    }

    @Test(arguments: ["Home address", "Adresse", "Dirección", "पता", "住所", "العنوان", "ที่อยู่"])
    func `a postal address is hidden`(label: String) {
        #expect(text("12 Jakaranda Avenue", key: label) == "••••")
    }

    @Test(arguments: [
        ("device-004384", "device-004384"), ("358240051111110", "358240051111110"), ("+27833334444", "+27•••••4444"),
        ("secretcollector@ngo.org", "s•••@ngo.org"), ("", ""),
    ])
    func `an id is shown unless it is a telephone number or an address`(id: String, shown: String) {
        #expect(Mask(role: .manager, reveal: false).identifier(id).text == shown)
        #expect(Mask(role: .manager, reveal: true).identifier(id).text == id)
    }

    @Test func `figures of numbers that are telephone numbers are not shown`() {
        let mask = Mask(role: .manager, reveal: false)
        #expect(!mask.showsFigures(of: "Your mobile"))
        #expect(mask.showsFigures(of: "Age"))
        #expect(Mask(role: .manager, reveal: true).showsFigures(of: "Your mobile"))
    }

    @Test(arguments: [
        ("Date of birth", QuestionLabel.Kind.birth), ("تاريخ الميلاد", .birth), ("生年月日", .birth),
        ("Guardian's phone", .phone),
        ("Simu ya muuzaji", .phone), ("電話番号", .phone), ("E-Mail", .email), ("メール", .email), ("Rename it", .other),
        ("Tournament", .other),
        ("", .other), ("Ort", .other),
    ])
    func `labels give away what they ask for`(label: String, kind: QuestionLabel.Kind) {
        #expect(QuestionLabel.kind(of: label) == kind)
    }

    @Test func `the catalogue's tag overrides the label`() {
        #expect(text("Kwik Shop", key: "Name of shop", tag: PersonalTag.none) == "Kwik Shop")
        #expect(text("HIV positive", key: "Result", tag: .sensitive) == "••••")
        #expect(text("Female", "Choice", key: "Gender", tag: .direct) == "••••")
        #expect(text("Female", "Choice", key: "Gender", tag: .quasi) == "Female")
        #expect(text("26", "Number", key: "Age") == "26")
    }

    @Test(arguments: [
        ("Phone", "+27605559400", "+27•••••9400"), ("Email", "dixie@example.org", "d•••@example.org"),
        ("Location", "6.5243793, 3.3792057", "6.5, 3.4"), ("Number", "26", "••••"), ("Choice", "Female", "••••"),
        ("Date", "1987-03-12", "1987-••-••"), ("Text", "Dixie Nkosi", "D••••"), ("Barcode", "0605559400", "••••"),
        ("Media", "IMG_0001.jpg", "••••"),
    ])
    func `a tag counts whatever type and label say`(type: String, value: String, direct: String) {
        for key in ["Remarks", "Name", "Phone", "Your address", "Date of birth"] {
            #expect(text(value, type, key: key, tag: .sensitive) == "••••")
            // A label that looks like something stricter than the type has the last word on free text only.
            #expect(text(value, type, key: key, tag: .direct) == direct)
            #expect(text(value, type, key: key, tag: PersonalTag.none) == (type == "Media" ? "••••" : value))
        }
    }

    @Test func `free text that says nothing of its respondent still hides numbers and addresses in it`() {
        #expect(text("call 060 555 9400", key: "Phone", tag: PersonalTag.none) == "call ••••••9400")
    }

    @Test func `answers and reports are masked by the catalogue's tags`() {
        let questions = [
            CatalogueQuestion(id: "q1", personal: .sensitive), CatalogueQuestion(id: "q2", personal: PersonalTag.none),
        ]
        let catalogue = FormCatalogue(forms: [CatalogueForm(id: "f", questions: questions)])
        let mask = Mask(role: .manager, reveal: false, tags: catalogue.personalTags)
        func answer(_ id: String, _ form: String) -> String {
            mask.answer(Answer(questionID: id, key: "Name", type: "Text", text: "Kwik Shop"), form: form).text
        }
        #expect(answer("q1", "f") == "••••")
        #expect(answer("q2", "f") == "Kwik Shop")
        #expect(answer("q3", "f") == "K••••")
        #expect(answer("q2", "g") == "K••••")
        func report(_ tag: PersonalTag?) -> QuestionReport {
            QuestionReport(
                questionID: "q", key: "Your mobile", type: "Number", answered: 9, missing: 0,
                statistics: .other(distinct: Estimate(value: 1, error: 0)), label: nil, personal: tag)
        }
        #expect(!mask.showsFigures(of: report(nil)) && !mask.showsFigures(of: report(.direct)))
        #expect(mask.showsFigures(of: report(PersonalTag.none)))
        #expect(!mask.showsStatistics(of: report(.sensitive)) && mask.showsStatistics(of: report(.direct)))
        let clear = Mask(role: .manager, reveal: true)
        #expect(clear.showsFigures(of: report(.sensitive)) && clear.showsStatistics(of: report(.sensitive)))
    }

    @Test(arguments: [
        ("Please call 060 555 9400 tomorrow", "Please call ••••••9400 tomorrow"),
        ("tel:+27(60)555-9400.", "tel:+27•••••9400."),
        ("write to dixie.nkosi@example.org!", "write to d•••@example.org!"),
        ("0​6​0​5​5​5​9​4​0​0", "••••••9400"),
        (
            "0\u{FE0F}\u{20E3}6\u{FE0F}\u{20E3}0\u{FE0F}\u{20E3}5\u{FE0F}\u{20E3}5\u{FE0F}\u{20E3}5\u{FE0F}\u{20E3}9\u{FE0F}\u{20E3}4\u{FE0F}\u{20E3}",
            "•••••594"
        ),
        ("12 eggs and 300 g of flour", "12 eggs and 300 g of flour"),
        ("bad pump 🔧", "bad pump 🔧"), ("a @ b", "a @ b"), ("@@@@", "@@@@"), ("", ""),
    ])
    func `free text is shown but for numbers and addresses in it`(value: String, shown: String) {
        // The keycaps' own marks follow the last digit and stay.
        #expect(
            text(value).unicodeScalars.filter { $0 != "\u{FE0F}" && $0 != "\u{20E3}" }.map(String.init).joined()
                == shown)
    }

    @Test(arguments: [
        ("1987-03-12", "Date of birth", nil as PersonalTag?, "1987-••-••"),
        ("2026-10-01", "Next visit", nil, "2026-10-01"),
        ("1987-03-12", "Visit", .direct, "1987-••-••"), ("12 March 1987", "Date of birth", nil, "••••"),
        ("2026-10-01T08:15:00.000+0000", "Visit", nil, "2026-10-01T08:15:00.000+0000"),
        ("0605559400", "Visit", nil, "••••••9400"),
    ])
    func `a date of birth keeps its year and other dates stay`(
        value: String, key: String, tag: PersonalTag?, shown: String
    ) {
        #expect(text(value, "Date", key: key, tag: tag) == shown)
    }

    @Test func `positions lose their decimals`() {
        #expect(mask.location(latitude: 6.5243793, longitude: -3.3792057).text == "6.5, -3.4")
        #expect(mask.location(latitude: -0.04, longitude: 179.99).text == "0.0, 180.0")
        #expect(mask.location(latitude: .nan, longitude: 0) == .hidden)
        #expect(mask.location(latitude: 1e300, longitude: 0) == .hidden)
        #expect(text("6.5243793, 3.3792057", "Location") == "6.5, 3.4")
        #expect(text("POINT", "Location") == "••••")
        #expect(mask.cell(latitude: 57.64911, longitude: 10.40744) == "u4pru")
        #expect(mask.cell(latitude: 91, longitude: 0) == nil)
    }

    @Test(arguments: [
        ("100.90.66.167", "100.90.66.•"), ("2001:db8:85a3::8a2e:370:7334", "2001:db8:85a3:•"), ("::1", "••••"),
        ("1.2.3", "••••"),
        ("999.1.1.1", "••••"), ("localhost", "••••"),
    ])
    func `an address keeps its network`(value: String, shown: String) {
        #expect(mask.address(value).text == shown)
    }

    @Test(arguments: ["Signature", "Media", "Image", "Audio", "Video", "File"])
    func `files are hidden`(type: String) {
        #expect(mask.text("IMG_0001.jpg", type: type, key: "Photo", tag: nil) == .hidden)
    }

    @Test func `revealing works for managers and support and for nobody else`() {
        for role in Role.allCases {
            let masked = Mask(role: role, reveal: true).text("+27605559400", type: "Phone", key: "Phone", tag: nil)
            #expect((masked.text == "+27605559400") == [.manager, .support].contains(role))
            #expect(
                Mask(role: role, reveal: false).text("+27605559400", type: "Phone", key: "Phone", tag: nil).isMasked)
        }
    }

    @Test func `an operator sees no answer at all`() {
        let mask = Mask(role: .operations, reveal: true)
        #expect(mask.text("Yes", type: "Boolean", key: "Fever?", tag: PersonalTag.none) == .hidden)
        #expect(mask.location(latitude: 1, longitude: 2) == .hidden)
        #expect(mask.cell(latitude: 1, longitude: 2) == nil)
    }

    @Test func `small cells are shown to managers only`() {
        for role in Role.allCases {
            let mask = Mask(role: role, reveal: false)
            #expect(mask.showsCell(of: 4) == (role == .manager))
            #expect(mask.showsCell(of: 5) && mask.showsCell(of: 0))
        }
    }

    @Test func `no way of writing a number brings its secret digits through`() {
        // Every separator between every two digits, in three scripts, inside text and alone, under each type that may carry a number.
        let secret: [Character] = Array("0605559400")
        let separators = [
            "", " ", "-", ".", "/", " - ", "\u{00A0}", "\u{200B}", "\u{202E}", "\u{0301}", "_", ",", "\n", "(", "··",
            "\u{FE0F}\u{20E3}",
        ]
        for separator in separators {
            for zero: UInt32 in [0x30, 0x660, 0x966, 0xFF10] {
                let digits = secret.compactMap { $0.wholeNumberValue }.compactMap { Unicode.Scalar(zero + UInt32($0)) }
                    .map(String.init)
                for (type, key) in [
                    ("Phone", "x"), ("Text", "x"), ("Text", "Phone"), ("Text", "Name"), ("LongText", "x"),
                    ("Unheard-of", "x"), ("Url", "x"),
                ] {
                    for (before, after) in [("", ""), ("call ", " now"), ("(+27)", "!"), ("a@b.c ", "🥕")] {
                        let value = before + digits.joined(separator: separator) + after
                        let shown = text(value, type, key: key)
                        let visible = shown.unicodeScalars.compactMap(\.decimalDigit).map(String.init).joined()
                        #expect(
                            !visible.contains("05559"),
                            "\(value.debugDescription) as \(type) became \(shown.debugDescription)")
                    }
                }
            }
        }
    }

    @Test func `hostile text takes linear time`() {
        let clock = ContinuousClock()
        for text in ["@", "a@", "1 ", "a.", "+", "1@1."] {
            let value = String(repeating: text, count: 32_768)
            let time = clock.measure { _ = mask.text(value, type: "Text", key: "Remarks", tag: nil) }
            #expect(time < .seconds(2), "\(text) took \(time)")
        }
    }
}
