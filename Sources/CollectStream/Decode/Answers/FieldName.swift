import Glibc

/// The names of fields that are read; all others are kept in the response and not looked at.
enum FieldName: UInt8 {
    case formId, responseId, deviceId, createdOnDeviceAt, submittedOnDeviceAt, syncedFromDeviceAt, responseTime,
        totalTime
    case answers, op, ifVersion, response
    case key, text, state, questionId, createdBy, questionType, number, phone, location, choices, choice, boolean,
        label, code, attachment, size, rows, rowId, `repeat`, sha256
    case coordinates, latitude, longitude, accuracy
    case client, ip, lastModifiedOnDeviceAt, formVersion
    case other

    /// Cost: a switch over the length and one comparison.
    @inline(__always)
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self = Self.candidate(bytes) ?? .other
    }

    @inline(__always)
    private static func candidate(_ b: UnsafeBufferPointer<UInt8>) -> FieldName? {
        switch b.count {
        case 2: equal(b, "op") ? .op : equal(b, "ip") ? .ip : nil
        case 3: equal(b, "key") ? .key : nil
        case 4:
            equal(b, "text")
                ? .text
                : equal(b, "code") ? .code : equal(b, "size") ? .size : equal(b, "rows") ? .rows : nil
        case 5:
            equal(b, "state")
                ? .state
                : equal(b, "phone") ? .phone : equal(b, "label") ? .label : equal(b, "rowId") ? .rowId : nil
        case 6:
            equal(b, "number")
                ? .number
                : equal(b, "formId")
                    ? .formId
                    : equal(b, "choice")
                        ? .choice
                        : equal(b, "client")
                            ? .client : equal(b, "repeat") ? .repeat : equal(b, "sha256") ? .sha256 : nil
        case 7: equal(b, "answers") ? .answers : equal(b, "choices") ? .choices : equal(b, "boolean") ? .boolean : nil
        case 8:
            equal(b, "location")
                ? .location
                : equal(b, "deviceId")
                    ? .deviceId
                    : equal(b, "response")
                        ? .response
                        : equal(b, "latitude") ? .latitude : equal(b, "accuracy") ? .accuracy : nil
        case 9:
            equal(b, "createdBy")
                ? .createdBy
                : equal(b, "ifVersion")
                    ? .ifVersion
                    : equal(b, "longitude")
                        ? .longitude
                        : equal(b, "totalTime") ? .totalTime : nil
        case 10:
            equal(b, "attachment")
                ? .attachment : equal(b, "questionId") ? .questionId : equal(b, "responseId") ? .responseId : nil
        case 11: equal(b, "coordinates") ? .coordinates : equal(b, "formVersion") ? .formVersion : nil
        case 12: equal(b, "questionType") ? .questionType : equal(b, "responseTime") ? .responseTime : nil
        case 17: equal(b, "createdOnDeviceAt") ? .createdOnDeviceAt : nil
        case 18: equal(b, "syncedFromDeviceAt") ? .syncedFromDeviceAt : nil
        case 19: equal(b, "submittedOnDeviceAt") ? .submittedOnDeviceAt : nil
        case 22: equal(b, "lastModifiedOnDeviceAt") ? .lastModifiedOnDeviceAt : nil
        default: nil
        }
    }

    /// Whether the bytes are those of `name`.
    @inline(__always)
    static func equal(_ b: UnsafeBufferPointer<UInt8>, _ name: StaticString) -> Bool {
        guard b.count == name.utf8CodeUnitCount, let start = b.baseAddress else { return false }
        // Of a length that is known when compiling: a few comparisons of eight bytes, and no call.
        return memcmp(start, name.utf8Start, name.utf8CodeUnitCount) == 0
    }
}
