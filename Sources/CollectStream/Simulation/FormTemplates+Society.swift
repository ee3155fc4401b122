/// Households, schools, streets and the land.
extension FormTemplate {
    static let household = FormTemplate(
        slug: "household", title: "مسح الأسر المعيشية 🏠", language: "ar", country: .jordan,
        places: [
            Place("عمّان الشرقية", 31.9539, 35.9506), Place("إربد", 32.5556, 35.8500),
            Place("الزرقاء", 32.0728, 36.0880), Place("المفرق", 32.3400, 36.2000),
        ],
        medianSeconds: 420,
        questions: [
            QuestionTemplate("الاسم", "Text", .person),
            QuestionTemplate("الجنس", "Choice", .gender(["أنثى", "ذكر", "أفضل عدم الإجابة"])),
            QuestionTemplate("العمر", "Number", .age),
            QuestionTemplate("تاريخ الميلاد", "Date", .birthDate, skipped: 0.15),
            QuestionTemplate("هل أنتِ حامل؟ 🤰", "Boolean", .yesNo("نعم", "لا", 0.11), asked: .ofChildbearingAge),
            QuestionTemplate("عدد أفراد الأسرة 👨‍👩‍👧‍👦", "Number", .whole(mean: 5.2, sd: 2.1, low: 1, high: 16)),
            QuestionTemplate(
                "الدخل الشهري (د.أ)", "Number", .amount(medians: [410], sigma: 0.55, decimals: 0), skipped: 0.18),
            QuestionTemplate(
                "مصادر المياه", "MultiChoice",
                .several(["شبكة عامة 🚰", "صهريج 🚛", "مياه معبأة", "بئر، خاص"], chances: [0.75, 0.45, 0.5, 0.06])),
            QuestionTemplate("هل يذهب الأطفال إلى المدرسة؟", "Boolean", .yesNo("نعم", "لا", 0.82), skipped: 0.1),
            QuestionTemplate("الرضا عن الخدمات", "Rating", .rating(top: 5)),
            QuestionTemplate("رقم الهاتف", "Phone", .phone, skipped: 0.12),
            QuestionTemplate("الموقع", "Location", .location),
            QuestionTemplate(
                "ملاحظات", "Text",
                .phrase([
                    "لا يوجد", "المياه تنقطع مرتين في الأسبوع", "نحتاج إلى طبيب أقرب", "الإيجار مرتفع", "شكراً لكم 🌹",
                ]),
                skipped: 0.4),
        ])

    static let schoolAttendance = FormTemplate(
        slug: "school-attendance", title: "Présence à l'école 🎒", language: "fr", country: .senegal,
        places: [
            Place("Thiès", 14.7910, -16.9359), Place("Kaolack", 14.1652, -16.0757),
            Place("Ziguinchor", 12.5681, -16.2733), Place("Podor", 16.6518, -14.9592),
        ],
        medianSeconds: 180,
        questions: [
            QuestionTemplate("Nom du directeur", "Text", .person),
            QuestionTemplate(
                "Classe", "Choice",
                .product(["CI", "CP", "CE1", "CE2", "CM1", "CM2"], weights: [20, 19, 18, 16, 14, 13])),
            QuestionTemplate(
                "Élèves inscrits", "Number", .amount(medians: [52, 49, 46, 43, 40, 37], sigma: 0.18, decimals: 0),
                skipped: 0),
            QuestionTemplate("Élèves présents", "Number", .partOfPrevious(mean: 0.86), skipped: 0),
            QuestionTemplate("dont filles", "Number", .partOfPrevious(mean: 0.5)),
            QuestionTemplate("Enseignant présent ?", "Boolean", .yesNo("Oui", "Non", 0.93)),
            QuestionTemplate("Cantine ouverte ? 🍽️", "Boolean", .yesNo("Oui", "Non", 0.61)),
            QuestionTemplate(
                "Raisons des absences", "MultiChoice",
                .several(
                    ["Maladie 🤒", "Travaux des champs, récolte 🌾", "Distance", "Frais", "Fête 🎉"],
                    chances: [0.5, 0.35, 0.3, 0.2, 0.08])),
            QuestionTemplate("Heure de la visite", "Time", .clock),
            QuestionTemplate("E-mail de l'école", "Email", .email(domains: ["ecole.example.sn"]), skipped: 0.4),
            QuestionTemplate("Position", "Location", .location),
            QuestionTemplate("Signature", "Signature", .file("sig", "png", mime: "image/png", median: 11_000)),
        ])

    static let cropAssessment = FormTemplate(
        slug: "crop-assessment", title: "Avaliação de culturas 🌽", language: "pt-MZ", country: .mozambique,
        places: [
            Place("Chimoio", -19.1164, 33.4833), Place("Nampula", -15.1165, 39.2666),
            Place("Xai-Xai", -25.0519, 33.6442),
        ],
        medianSeconds: 260,
        questions: [
            QuestionTemplate("Agricultor", "Text", .person),
            QuestionTemplate(
                "Cultura", "Choice", .product(["Milho 🌽", "Mandioca", "Feijão 🫘", "Amendoim 🥜", "Arroz 🌾"])),
            QuestionTemplate(
                "Área (ha)", "Number", .amount(medians: [1.4, 1.1, 0.6, 0.7, 0.9], sigma: 0.5, decimals: 2)),
            QuestionTemplate(
                "Rendimento (t/ha)", "Number", .amount(medians: [1.1, 6.2, 0.5, 0.6, 1.3], sigma: 0.35, decimals: 2)),
            QuestionTemplate(
                "Pragas e doenças", "MultiChoice",
                .several(
                    ["Nenhuma ✅", "Lagarta-do-funil 🐛", "Mosaico", "Gafanhotos 🦗", "Seca, ligeira"],
                    chances: [0.3, 0.35, 0.2, 0.08, 0.3], noneFirst: true)),
            QuestionTemplate("Usa adubo?", "Boolean", .yesNo("Sim", "Não", 0.22)),
            QuestionTemplate("Estado da cultura", "Rating", .rating(top: 5)),
            QuestionTemplate("Data da sementeira", "Date", .date(from: -140, through: -25)),
            QuestionTemplate("Foto", "Media", .file("IMG", "jpg", mime: "image/jpeg", median: 980_000), skipped: 0.05),
            QuestionTemplate("Telefone", "Phone", .phone, skipped: 0.35),
            QuestionTemplate("Localização", "Location", .location),
        ])

    static let roadDefects = FormTemplate(
        slug: "road-defects", title: "Daños en caminos 🛣️", language: "es", country: .peru,
        places: [
            Place("Cusco", -13.5320, -71.9675), Place("Arequipa", -16.4090, -71.5375),
            Place("Cajamarca", -7.1617, -78.5128),
        ],
        medianSeconds: 65,
        questions: [
            QuestionTemplate(
                "Tipo de daño", "Choice", .product(["Bache 🕳️", "Grieta", "Derrumbe ⛰️", "Señal caída 🚧", "Inundación"])),
            QuestionTemplate("Ancho (cm)", "Number", .amount(medians: [70, 8, 480, 60, 900], sigma: 0.5, decimals: 0)),
            QuestionTemplate("Gravedad", "Rating", .rating(top: 5)),
            QuestionTemplate("¿Bloquea el paso?", "Boolean", .yesNo("Sí", "No", 0.14)),
            QuestionTemplate(
                "Foto", "Media", .file("IMG", "jpg", mime: "image/jpeg", median: 1_100_000), skipped: 0.02),
            QuestionTemplate("Informante", "Text", .person, skipped: 0.3),
            QuestionTemplate("Celular", "Phone", .phone, skipped: 0.3),
            QuestionTemplate("Ubicación", "Location", .location, skipped: 0.01),
        ])

    static let complaints = FormTemplate(
        slug: "complaints", title: "Mängelmelder 🏙️", language: "de", country: .germany,
        places: [
            Place("Neukölln", 52.4811, 13.4350), Place("Köln-Ehrenfeld", 50.9508, 6.9180),
            Place("Leipzig", 51.3397, 12.3731),
        ],
        medianSeconds: 140,
        questions: [
            QuestionTemplate(
                "Anliegen", "Choice",
                .option([
                    "Müll, wild abgelagert 🗑️", "Schlagloch 🕳️", "Straßenlaterne defekt 💡", "Lärm 🔊", "Spielplatz 🛝",
                    "Sonstiges",
                ])),
            QuestionTemplate(
                "Beschreibung", "Text",
                .phrase([
                    "Seit Tagen liegt Sperrmüll auf dem Gehweg.", "Die Laterne flackert.",
                    "Tiefes Loch vor der Haustür",
                    "Bitte zurückrufen!", "Schaukel gebrochen, Verletzungsgefahr",
                ])),
            QuestionTemplate("Dringlichkeit", "Rating", .rating(top: 5)),
            QuestionTemplate("Name", "Text", .person, skipped: 0.35),
            QuestionTemplate("Telefon", "Phone", .phone, skipped: 0.5),
            QuestionTemplate("E-Mail", "Email", .email(domains: ["example.de", "post.example.com"]), skipped: 0.25),
            QuestionTemplate("Link zum Foto", "Url", .url("https://bilder.example.de/m/"), skipped: 0.6),
            QuestionTemplate("Beobachtet am", "DateTime", .moment, skipped: 0.7),
            QuestionTemplate("Ort", "Location", .location),
        ])

    static let wildlife = FormTemplate(
        slug: "wildlife", title: "Contagem de fauna 🐆", language: "pt-BR", country: .brazil,
        places: [
            Place("Pantanal Norte", -16.5000, -56.7000), Place("Rio Xingu", -11.9000, -53.4000),
            Place("Bonito", -21.1286, -56.4930),
        ],
        medianSeconds: 130,
        questions: [
            QuestionTemplate(
                "Espécie", "Choice",
                .product(
                    ["Capivara", "Jacaré 🐊", "Tuiuiú", "Arara-azul 🦜", "Onça-pintada 🐆", "Anta"],
                    weights: [34, 26, 16, 13, 4, 7])),
            QuestionTemplate(
                "Indivíduos", "Number", .amount(medians: [7, 4, 3, 2.4, 1, 1.3], sigma: 0.6, decimals: 0)),
            QuestionTemplate("Filhotes?", "Boolean", .yesNo("Sim", "Não", 0.23)),
            QuestionTemplate("Habitat", "Choice", .option(["Beira do rio 🏞️", "Campo", "Mata", "Estrada"])),
            QuestionTemplate(
                "Comportamento", "MultiChoice",
                .several(
                    ["Alimentando-se", "Em repouso, sombra", "Fugindo", "Nadando 🌊"], chances: [0.45, 0.4, 0.15, 0.25])),
            QuestionTemplate("Data e hora", "DateTime", .moment),
            QuestionTemplate(
                "Canto (áudio) 🎙️", "Media", .file("REC", "m4a", mime: "audio/mp4", median: 300_000), skipped: 0.5),
            QuestionTemplate(
                "Espectrograma", "Spectrogram", .phrase(["kHz 1.2–3.4", "kHz 0.8–2.1", "kHz 2.0–6.5"]), skipped: 0.4),
            QuestionTemplate(
                "Observações", "Text",
                .phrase(["Água baixa", "Pegadas frescas", "Grupo com fêmea marcada", "Chuva forte ⛈️"]), skipped: 0.5),
            QuestionTemplate("Localização", "Location", .location),
        ])
}
