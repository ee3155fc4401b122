import CollectStream

/// Responses as they differ from client to client: fields left out, answers in any shape and order.
enum RandomResponse {
    /// Answers in as many shapes as clients write them.
    private static let answers = [
        #"{"key":"Name","text":"Ana","state":"active","questionId":"q1","createdBy":"u1","createdOnDeviceAt":"2026-10-01T08:00:05.000+0000","lastModifiedOnDeviceAt":"2026-10-01T08:00:09.250+0000","questionType":"Text"}"#,
        #"{"questionId":"q1","questionType":"Text","text":"naïve 🤾 text","state":"deleted","key":"Full name"}"#,
        #"{"questionId":"q2","questionType":"Choice","choice":"Yes"}"#,
        #"{"questionId":"q2","questionType":"Choice","choice":{"code":"y","label":"Yes"}}"#,
        #"{"questionId":"q3","questionType":"Boolean","boolean":true,"state":null}"#,
        #"{"questionId":"q3","questionType":"Boolean","boolean":false,"state":7}"#,
        #"{"questionId":"q4","questionType":"Number","text":"26","number":26}"#,
        #"{"questionId":"q4","questionType":"Number","number":-0.5,"lastModifiedOnDeviceAt":"2026-10-01T08:00:20Z"}"#,
        #"{"questionId":"q4","questionType":"Number","number":1e3}"#,
        #"{"questionId":"q5","questionType":"MultiChoice","text":"A, B"}"#,
        #"{"questionId":"q5","questionType":"MultiChoice","choices":["A",{"label":"B"}]}"#,
        #"{"questionId":"q6","questionType":"Phone","text":"27 82","phone":"+27821234567"}"#,
        #"{"questionId":"q7","questionType":"Location","location":{"coordinates":[{"latitude":-12.25,"longitude":30.125}],"type":"point"},"responseId":"on-answer"}"#,
        #"{"questionId":"q7","questionType":"Location","location":{"type":"line","coordinates":[{"longitude":1,"latitude":2,"accuracy":4.5},{"latitude":3,"longitude":4}]}}"#,
        #"{"questionId":"q7","questionType":"Location","location":null}"#,
        #"{"questionId":"q7","questionType":"Location","location":{"accuracy":12,"coordinates":[{"latitude":9.5,"longitude":38,"accuracy":7}]}}"#,
        #"{"questionId":"q8","questionType":"Date","text":"2026-02-28"}"#,
        #"{"questionId":"q9","questionType":"Grid","rows":[{"row":"a","choice":1}]}"#,
        #"{"questionId":"q9","questionType":"Grid","text":"as text","rows":[1,2]}"#,
        #"{"questionId":"q12","questionType":"Matrix","rows":[{"rowId":"a","choice":"good"},{"rowId":"b","choice":{"label":"good"}},{"rowId":"c","choice":"poor"}]}"#,
        #"{"questionId":"q12","questionType":"Matrix","text":"as text","rows":[1,{"rowId":"a","choice":1},{"choice":"x"}],"state":"deleted"}"#,
        #"{"questionId":"q13","questionType":"Repeat","repeat":[{"index":0,"answers":[{"questionId":"q14","questionType":"Number","number":4,"key":"Age"},{"questionId":"q13","questionType":"Group","repeat":[{"answers":[{"questionId":"q1","questionType":"Text","text":"in"}]}]}]},{"index":1,"answers":[]}],"lastModifiedOnDeviceAt":"2026-10-01T08:00:20Z"}"#,
        #"{"questionId":"q13","questionType":"Repeat","state":"deleted","repeat":[{"answers":[{"questionId":"q12","questionType":"Matrix","rows":[{"rowId":"a","choice":"x"}]}]},null]}"#,
        #"{"questionId":"q13","questionType":"Repeat","repeat":"none"}"#,
        #"{"questionId":"q10","text":"no type","unknown":{"deep":[true,null,1.25,"x"]}}"#,
        #"{"questionId":"q11","questionType":"Text","text":"escaped \" and \u00e9"}"#,
    ]

    /// A response to one of three forms.
    static func line(_ random: inout SeededGenerator) -> [UInt8] {
        var fields = [#""formId":"form-\#(Int.random(in: 0..<3, using: &random))""#]
        if Int.random(in: 0..<8, using: &random) > 0 {
            fields.append(#""responseId":"r-\#(Int.random(in: 0..<99_999, using: &random))""#)
        }
        if Bool.random(using: &random) { fields.append(#""responseTime":{"totalTime":67014}"#) }
        if Bool.random(using: &random) {
            fields.append(#""deviceId":"device-1","ip":"10.0.0.1","formVersion":"2026-10","rooted":false"#)
        }
        fields.append(#""submittedOnDeviceAt":"2026-10-0\#(Int.random(in: 1...9, using: &random))T00:00:00.000+0000""#)
        if Bool.random(using: &random) { fields.append(#""createdOnDeviceAt":"2026-09-30T23:58:52.986Z""#) }
        let given = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            answers[Int.random(in: 0..<answers.count, using: &random)]
        }
        fields.append(#""answers":[\#(given.joined(separator: ","))]"#)
        if Int.random(in: 0..<4, using: &random) == 0 { fields.append(#""client":"web","extra":[1,"two",{}]"#) }
        return Array("{\(fields.joined(separator: ","))}".utf8)
    }
}
