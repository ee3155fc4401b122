/// The countries in which the demonstration's teams work.
extension Country {
    static let nigeria = Country(
        code: "NG", dialling: "234", mobilePrefixes: ["803", "806", "813", "905"], mobileDigits: 7,
        utcOffsetMinutes: 60,
        handles: ["amina", "chidi", "halima", "musa", "ngozi", "sani", "zainab", "emeka", "hauwa", "ibrahim"],
        names: [
            "Aisha Bello", "Chinedu Okafor", "Fatima Sani", "Yakubu Danjuma", "Ngozi Eze", "Halima Abubakar",
            "Zainab Lawal", "Tunde Ọlá",
        ])
    static let kenya = Country(
        code: "KE", dialling: "254", mobilePrefixes: ["701", "712", "722", "733"], mobileDigits: 6,
        utcOffsetMinutes: 180,
        handles: ["wanjiru", "otieno", "achieng", "kamau", "njeri", "mutua", "chebet", "barasa"],
        names: [
            "Wanjiru Kamau", "Otieno Odhiambo", "Achieng Atieno", "Mwende Mutua", "Chebet Kiprop", "Juma Hassan",
            "Neema Wekesa",
        ])
    static let india = Country(
        code: "IN", dialling: "91", mobilePrefixes: ["98", "97", "88", "70"], mobileDigits: 8, utcOffsetMinutes: 330,
        handles: ["priya", "rahul", "sunita", "amit", "kavita", "deepak", "meena", "vikas"],
        names: ["प्रिया शर्मा", "राहुल वर्मा", "सुनीता देवी", "अमित कुमार", "कविता यादव", "मोहम्मद आरिफ़", "लक्ष्मी नारायण"])
    static let brazil = Country(
        code: "BR", dialling: "55", mobilePrefixes: ["659", "679"], mobileDigits: 8, utcOffsetMinutes: -240,
        handles: ["ana", "joao", "beatriz", "caio", "luiza", "tiago", "iara"],
        names: ["Ana Conceição", "João Araújo", "Beatriz Gonçalves", "Caio Magalhães", "Luíza Simões", "Iara Kayapó"])
    static let ethiopia = Country(
        code: "ET", dialling: "251", mobilePrefixes: ["911", "912", "920"], mobileDigits: 6, utcOffsetMinutes: 180,
        handles: ["tigist", "abebe", "selam", "dawit", "hirut", "yonas", "meron"],
        names: ["ትዕግስት አበበ", "ዳዊት ተስፋዬ", "ሰላም ገብሬ", "ዮናስ ከበደ", "ሂሩት መንግስቱ", "አበበ ቢቂላ"])
    static let senegal = Country(
        code: "SN", dialling: "221", mobilePrefixes: ["77", "76", "70"], mobileDigits: 7, utcOffsetMinutes: 0,
        handles: ["awa", "mamadou", "fatou", "ousmane", "khady", "cheikh", "aissatou"],
        names: [
            "Awa Ndiaye", "Mamadou Diop", "Fatou Sène", "Ousmane Sarr", "Khady Guèye", "Cheikh Anta Fall",
            "Aïssatou Bâ",
        ])
    static let jordan = Country(
        code: "JO", dialling: "962", mobilePrefixes: ["77", "78", "79"], mobileDigits: 7, utcOffsetMinutes: 180,
        handles: ["layla", "omar", "rania", "khaled", "nour", "yousef", "huda"],
        names: ["ليلى حداد", "عمر الخطيب", "رانيا منصور", "خالد العلي", "نور الدين", "يوسف إبراهيم", "هدى قاسم"])
    static let malawi = Country(
        code: "MW", dialling: "265", mobilePrefixes: ["88", "99"], mobileDigits: 7, utcOffsetMinutes: 120,
        handles: ["chikondi", "thoko", "mphatso", "limbani", "tadala", "yamikani"],
        names: ["Chikondi Banda", "Thokozani Phiri", "Mphatso Mwale", "Limbani Chirwa", "Tadala Gondwe"])
    static let japan = Country(
        code: "JP", dialling: "81", mobilePrefixes: ["90", "80", "70"], mobileDigits: 8, utcOffsetMinutes: 540,
        handles: ["yuki", "haruto", "sakura", "ren", "aoi", "sota"],
        names: ["佐藤 結衣", "鈴木 陽翔", "高橋 さくら", "田中 蓮", "伊藤 葵", "渡辺 颯太"])
    static let germany = Country(
        code: "DE", dialling: "49", mobilePrefixes: ["151", "160", "176"], mobileDigits: 8, utcOffsetMinutes: 60,
        handles: ["anna", "jonas", "leyla", "stefan", "birgit", "murat"],
        names: ["Anna Groß", "Jonas Müller", "Leyla Yıldız", "Stefan Jäger", "Birgit Schröder", "Murat Öztürk"])
    static let mozambique = Country(
        code: "MZ", dialling: "258", mobilePrefixes: ["82", "84", "86"], mobileDigits: 7, utcOffsetMinutes: 120,
        handles: ["celeste", "armando", "graca", "helder", "lurdes", "zito"],
        names: ["Celeste Macuácua", "Armando Nhantumbo", "Graça Chissano", "Hélder Mondlane", "Lurdes Sitoe"])
    static let peru = Country(
        code: "PE", dialling: "51", mobilePrefixes: ["91", "95", "98"], mobileDigits: 7, utcOffsetMinutes: -300,
        handles: ["rosa", "wilmer", "yeny", "edgar", "flor", "nilton"],
        names: ["Rosa Quispe", "Wilmer Mamani", "Yeny Huamán", "Édgar Ñaupari", "Flor Condori"])
    static let southAfrica = Country(
        code: "ZA", dialling: "27", mobilePrefixes: ["60", "72", "82"], mobileDigits: 7, utcOffsetMinutes: 120,
        handles: ["thandi", "sipho", "lerato", "pieter", "nomsa", "ayanda"],
        names: [
            "Dixie Nkosi", "Thandi Mokoena", "Sipho Dlamini", "Lerato Molefe", "Pieter van Wyk", "Zoë Naidoo",
            "Nomsa 🌻 Zulu",
        ])
    static let bangladesh = Country(
        code: "BD", dialling: "880", mobilePrefixes: ["171", "181", "191"], mobileDigits: 7, utcOffsetMinutes: 360,
        handles: ["nasrin", "rafiq", "shirin", "karim", "rupa", "anwar"],
        names: ["নাসরিন আক্তার", "রফিকুল ইসলাম", "শিরিন সুলতানা", "আব্দুল করিম", "রূপা দাস"])
}
