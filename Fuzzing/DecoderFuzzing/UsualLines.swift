/// Lines as phones send them, and what nobody should put into them.
enum UsualLines {
    /// One for each way in which clients write, with an answer of every kind.
    static let all: [[UInt8]] = [
        response(
            #""formId":"f","responseId":"r-1","deviceId":"phone-7","createdOnDeviceAt":"2026-09-20T09:58:52.986+0000","submittedOnDeviceAt":"2026-09-20T10:00:00.000+0000","syncedFromDeviceAt":"2026-09-20T10:05:00.000+0000","responseTime":{"totalTime":67014},"formVersion":"2026-09""#,
            [
                #"{"key":"Name","text":"Ana","state":"active","questionId":"q1","createdBy":"u1","createdOnDeviceAt":"2026-09-20T09:59:00.000+0000","lastModifiedOnDeviceAt":"2026-09-20T09:59:04.250+0000","questionType":"Text"}"#,
                #"{"key":"Age","text":"26","number":26,"state":"active","questionId":"q2","createdBy":"u1","createdOnDeviceAt":"2026-09-20T09:59:05.000+0000","lastModifiedOnDeviceAt":"2026-09-20T09:59:05.000+0000","questionType":"Number"}"#,
                #"{"key":"Where","state":"active","questionId":"q3","location":{"coordinates":[{"latitude":-12.25,"longitude":30.125,"accuracy":4.5}],"type":"point"},"questionType":"Location"}"#,
            ]),
        response(
            #""formId":"f","responseId":"r-2""#,
            [
                #"{"questionId":"q1","questionType":"Choice","choice":"Yes"}"#,
                #"{"questionId":"q2","questionType":"Boolean","boolean":true,"state":null}"#,
                #"{"questionId":"q3","questionType":"Date","text":"2026-02-28"}"#,
                #"{"questionId":"q4","questionType":"Time","text":"08:30"}"#,
                #"{"questionId":"q5","questionType":"Phone","phone":"+27821234567","text":"27 82"}"#,
                #"{"questionId":"q6","questionType":"MultiChoice","text":"A, B"}"#,
                #"{"questionId":"q7","questionType":"Location","location":{"accuracy":12,"coordinates":[{"latitude":9.5,"longitude":38}]}}"#,
            ], #","formVersion":7"#),
        response(
            #""responseId":"r-3","client":"web","extra":[1,"two",{"deep":[-0.5,1e3]}]"#,
            [
                #"{"questionId":"q1","questionType":"MultiChoice","choices":["A",{"label":"B"},{"code":"c"}]}"#,
                #"{"questionId":"q2","questionType":"Choice","choice":{"code":"y","label":"Yes"}}"#,
                #"{"questionId":"q3","questionType":"Photo","attachment":{"size":1024,"state":"uploaded","sha256":"9f86d081"},"text":"p.jpg"}"#,
                #"{"questionId":"q4","questionType":"Matrix","rows":[{"row":"a","choice":1}]}"#,
                #"{"questionId":"q5","text":"naïve \" \u00e9","responseId":"on-answer"}"#,
            ], #","formId":"g""#),
        Array(
            #"{"op":"update","formId":"f","responseId":"r-1","ifVersion":1,"response":{"answers":[{"questionId":"q2","number":0.1}]}}"#
                .utf8),
        Array(#"{"op":"delete","formId":"f","responseId":"r-1"}"#.utf8),
    ]

    private static let tokens: [String] = [
        "null", "true", "\"\"", "[]", "{}", "0", "-0", "-1", "1.5", "0.1", "1e3", "1E-400", "1e999", "01", "1.", ".5",
        "-", "+1",
        "12345678901234567890", "9007199254740993", "18446744073709551616", "0.000000000000000001",
        "123456789012345678.5",
        "\\u0000", "\\ud800", "\\ud83e\\udd55", "\\n", "\\", "\"", "\u{202E}", "é", "e\u{301}", "\u{0}", "\u{1F}",
        "\u{7F}",
        "\"text\":\"x\",", "\"number\":7,", "\"questionId\":\"q9\",", "\"formId\":\"h\",", "\"op\":\"create\",",
        "\"responseId\":\"r\",",
        "0000-01-01T00:00:00Z", "9999-12-31T23:59:60.999999999-18:00", "\"te\\u0078t\":\"y\",", "\"deviceId\":null,",
        "\"responseTime\":{},", ",\"deviceId\":\"d\"", " ", "\t", "\r", ",", ":", "[", "]", "{", "}",
    ]

    static func token(_ number: UInt8) -> [UInt8] { Array(tokens[Int(number) % tokens.count].utf8) }

    private static func response(_ head: String, _ answers: [String], _ tail: String = "") -> [UInt8] {
        Array("{\(head),\"answers\":[\(answers.joined(separator: ","))]\(tail)}".utf8)
    }
}
