/// What a question's label gives away about its answers, where no catalogue says it.
///
/// Why: forms come without tags, and "Name" must be masked on the first day. Labels of 20 languages; whole words, except for scripts
/// that write without spaces. Compared in lower case and by canonical equivalence, so composed and decomposed letters are the same.
enum QuestionLabel {
    enum Kind: Sendable {
        case name, phone, email, birth, address, other

        /// Which one counts where a label speaks of several: the lowest.
        fileprivate var rank: Int {
            switch self {
            case .birth: 0
            case .phone: 1
            case .email: 2
            case .address: 3
            case .name: 4
            case .other: 5
            }
        }
    }

    /// Cost: about 0.2 µs for a label in ASCII, some microseconds for others.
    static func kind(of label: String) -> Kind {
        var found = Kind.other
        var before = ""
        var label = label
        let isASCII = label.withUTF8 { utf8 in
            guard utf8.allSatisfy({ $0 < 0x80 }) else { return false }
            forEachWord(utf8.prefix(200)) { take($0, after: &before, into: &found) }
            return true
        }
        if isASCII { return found }
        for word in label.prefix(200).lowercased().split(whereSeparator: { !$0.isLetter }) {
            take(String(word), after: &before, into: &found)
        }
        // Scripts that write without spaces: a part of the label is enough.
        if label.utf8.contains(where: { $0 >= 0xE0 }) {
            for (part, kind) in parts where kind.rank < found.rank && holds(&label, part) { found = kind }
        }
        return found
    }

    private static func holds(_ label: inout String, _ part: String) -> Bool {
        // Byte by byte at first, which is a hundred times faster; Korean may come with its letters apart (U+1100 and on).
        let isThere = label.withUTF8 { utf8 in
            var part = part
            return part.withUTF8 { part in
                (0...max(0, utf8.count - part.count)).contains { start in
                    start + part.count <= utf8.count && utf8[start] == part[0]
                        && utf8[start..<start + part.count].elementsEqual(part)
                }
            }
        }
        if isThere { return true }
        let isApart = label.unicodeScalars.contains { (0x1100...0x11FF).contains($0.value) }
        return isApart && label.contains(part)
    }

    /// The letters between what is no letter, in lower case. Up to 15 bytes a word costs no allocation.
    private static func forEachWord(_ ascii: Slice<UnsafeBufferPointer<UInt8>>, _ body: (String) -> Void) {
        for word in ascii.split(whereSeparator: { $0 | 0x20 < 0x61 || $0 | 0x20 > 0x7A }) {
            body(
                String(unsafeUninitializedCapacity: word.count) { room in
                    for (i, byte) in word.enumerated() { room[i] = byte | 0x20 }
                    return word.count
                })
        }
    }

    private static func take(_ word: String, after before: inout String, into found: inout Kind) {
        if let kind = words[word], kind.rank < found.rank { found = kind }
        // "e-mail", "E-Mail-Adresse": the hyphen cuts the word.
        if word == "mail", before == "e", Kind.email.rank < found.rank { found = .email }
        before = word
    }

    private static let words: [String: Kind] = {
        var all: [String: Kind] = [:]
        for (list, kind) in [
            (birthWords, Kind.birth), (phoneWords, .phone), (emailWords, .email), (addressWords, .address),
            (nameWords, .name),
        ] {
            for word in list where all[word] == nil { all[word] = kind }
        }
        return all
    }()

    private static let parts: [(String, Kind)] =
        birthParts.map { ($0, .birth) } + phoneParts.map { ($0, .phone) } + emailParts.map { ($0, .email) }
        + addressParts.map { ($0, .address) } + nameParts.map { ($0, .name) }

    private static let nameWords: Set<String> = [
        "name", "names", "surname", "firstname", "lastname", "fullname", "vorname", "nachname", "respondent",
        "interviewee", "patient", "contact", "guardian", "caregiver", "mother", "father", "husband", "wife", "head",
        "nom", "noms", "prénom", "prenom", "nome", "apelido", "sobrenome", "agricultor", "nombre", "apellido",
        "apellidos", "informante",
        "jina", "majina", "suna", "igama", "ስም", "ስሙ", "ስሟ", "الاسم", "اسم", "नाम", "নাম", "имя", "фамилия", "фио",
        "isim", "soyad", "tên", "nama",
        "imię", "nazwisko", "naam", "نام", "நாம", "பெயர்",
    ]
    private static let nameParts = ["名前", "氏名", "姓名", "名字", "이름", "성함", "ชื่อ"]

    private static let phoneWords: Set<String> = [
        "phone", "telephone", "mobile", "cellphone", "cell", "tel", "whatsapp", "msisdn", "téléphone", "telefone",
        "teléfono", "telefono",
        "telefon", "handy", "celular", "portable", "simu", "ስልክ", "هاتف", "الهاتف", "جوال", "फ़ोन", "फोन", "मोबाइल", "ফোন",
        "মোবাইল", "телефон",
    ]
    private static let phoneParts = ["電話", "电话", "手机", "携帯", "전화", "โทร"]

    private static let emailWords: Set<String> = [
        "email", "mail", "courriel", "correo", "barua", "ኢሜይል", "البريد", "ईमेल", "ইমেইল", "почта",
    ]
    private static let emailParts = ["メール", "邮箱", "電子郵件", "이메일"]

    private static let addressWords: Set<String> = [
        "address", "street", "adresse", "rue", "dirección", "direccion", "calle", "endereço", "endereco", "rua",
        "strasse", "straße", "anschrift", "anwani", "alamat", "adres", "አድራሻ", "العنوان", "عنوان", "पता", "ঠিকানা", "адрес",
    ]
    private static let addressParts = ["住所", "地址", "주소", "ที่อยู่"]

    private static let birthWords: Set<String> = [
        "birth", "birthday", "birthdate", "dob", "born", "naissance", "nascimento", "nacimiento", "geburtsdatum",
        "geburtstag",
        "kuzaliwa", "ልደት", "የልደት", "الميلاد", "ميلاد", "जन्म", "जन्मतिथि", "জন্ম", "рождения",
    ]
    private static let birthParts = ["生年月日", "誕生日", "出生", "생년월일", "วันเกิด"]
}
