"""Public texts of the units, in Latvian and English, a third of them in German."""

TEXTS: dict[str, tuple[str, ...]] = {
    "alja": (
        "Gaiša koka ēka ezera krastā ar terasi un laipu. Vasarā te iet visi, kas brauc uz Pilssalu. Telpu izīrējam uz laiku, kamēr "
        "meklējam pastāvīgu nomnieku.",
        "A light timber building on the lake shore with a terrace and a landing stage. In summer everyone on the way to the castle "
        "island walks past. Let for a time, until a permanent tenant is found.",
        "Helles Holzhaus am See mit Terrasse und Steg. Im Sommer kommt hier jeder auf dem Weg zur Schlossinsel vorbei. Zur "
        "Zwischennutzung, bis ein dauerhafter Mieter gefunden ist."),
    "salon": (
        "Pilsētas pirmais pop-up salons. Divas zāles un skatlogs, ko var nomāt kopā vai atsevišķi.",
        "The town's first pop-up salon: two rooms and a shop window, to rent together or one by one.",
        "Der erste Pop-up-Laden der Stadt: zwei Räume und ein Schaufenster, zusammen oder einzeln."),
    "producers": (
        "Vietējo ražotāju kopīgais veikals. Katrs ražotājs nomā savu plauktu, pārdod visi pēc kārtas.",
        "The local producers' shared shop. Everybody rents a shelf of their own and takes a turn at the counter.",
        "Gemeinsamer Laden der örtlichen Erzeuger. Jeder mietet ein eigenes Regal, verkauft wird abwechselnd."),
    "kiln": (
        "Darbnīca pagalmā ar lielu keramikas cepli un malkas krāsni. Der tiem, kas strādā ar mālu, stiklu vai metālu.",
        "A courtyard workshop with a large pottery kiln and a wood stove. Right for clay, glass or metal."),
    "salt": (
        "Plaša telpa ar mūra velvēm un noliktavu. Piebraukšana no pagalma.",
        "A wide room under brick vaults, with a store. Delivery from the courtyard.",
        "Weiter Raum unter Backsteingewölben mit Lager. Anlieferung über den Hof."),
    "barber": (
        "Maza, silta telpa pie laukuma. Ūdens un izlietne palikusi no frizētavas.",
        "A small, warm room by the square. Water and a basin remain from the hairdresser."),
    "welfare": (
        "Trīs savienotas istabas un virtuve ceļā uz ezeru. Derēs nodarbībām un mazai kafejnīcai.",
        "Three connected rooms and a kitchen on the way to the lake. Good for courses or a small café."),
    "corner": (
        "Stūra veikals ar logiem uz divām ielām. Telpa ilgi stāvējusi tukša, tāpēc pirms nomas to izkrāsosim.",
        "A corner shop with windows on two streets. It has been empty for long; we will paint it before you move in."),
    "pavilion": (
        "Paviljons tirgus laukumā, ceturtdienās un sestdienās te ir visvairāk cilvēku.",
        "A pavilion on the market square, busiest on Thursdays and Saturdays.",
        "Pavillon auf dem Marktplatz, donnerstags und samstags ist am meisten los."),
    "tower": (
        "Mēģinājumu istaba ar labu skaņu. Kaimiņi pie mūzikas ir pieraduši.",
        "A rehearsal room with good sound. The neighbours are used to music."),
    "bakery": (
        "Maiznīca ar krāsni, ventilāciju un leti. Pārtikai viss ir gatavs.",
        "A bakery with its oven, ventilation and counter. Ready for food.",
        "Bäckerei mit Ofen, Lüftung und Theke. Für Lebensmittel ist alles da."),
    "fabrics": (
        "Trīs lieli skatlogi uz galvenās ielas. Skatlogus nomājam atsevišķi no zāles.",
        "Three large windows on the main street. The windows can be used apart from the room."),
    "station": (
        "Skatlogs pie iebraucamā ceļa. Pati telpa nav apkurināma, bet logu redz ikviens iebraucējs.",
        "A window on the road into town. The room has no heating, but every visitor sees the window."),
    "pharmacy": (
        "Plaša telpa centrā ar platām durvīm un uzbrauktuvi.",
        "A wide room in the centre with broad doors and a ramp.",
        "Großer Raum im Zentrum mit breiten Türen und Rampe."),
    "book": (
        "Grāmatnīca ar koka plauktiem, kas paliek nomniekam.",
        "A bookshop with wooden shelves that stay for the tenant."),
    "garden": (
        "Klusa telpa pagalmā ar ieeju no dārza.",
        "A quiet room in a courtyard, entered from the garden."),
    "bank": (
        "Liela zāle ar seifa telpu, kas lieliski der par noliktavu.",
        "A large hall with a strongroom that makes a fine store.",
        "Große Halle mit Tresorraum, der ein gutes Lager abgibt."),
    "shoes": (
        "Pavisam maza telpa amatniekam: logs, galds un gaisma no rīta.",
        "A very small room for one maker: a window, a bench and morning light."),
    "florist": (
        "Telpa ar lielu logu un akmens grīdu; siltas sienas, ūdens un izlietne.",
        "A room with a large window and a stone floor; warm walls, water and a basin."),
    "loft": (
        "Zāle otrajā stāvā ar klavierēm. Tikai sabiedriskā labuma organizācijām.",
        "A hall on the upper floor with a piano. For public-benefit organisations only."),
    "photo": (
        "Foto salons ar vienu tumšu un vienu ļoti gaišu istabu.",
        "A former photo studio with one dark and one very bright room.",
        "Ehemaliges Fotostudio mit einem dunklen und einem sehr hellen Raum."),
    "school": (
        "Klases telpa ar virtuvi, tuvu skolai un autobusa pieturai.",
        "A classroom with a kitchen, close to the school and the bus stop."),
    "mill": (
        "Augsta noliktava ar lieliem vārtiem. Bez apkures, tāpēc der vasarai.",
        "A high warehouse with large doors. No heating, so a place for the summer.",
        "Hohe Lagerhalle mit großen Toren. Ohne Heizung, also ein Ort für den Sommer."),
    "kiosk": (
        "Vieta kioskam pie autoostas. Īpašnieku vēl noskaidrojam.",
        "A kiosk site by the bus station. We are still finding out who owns it."),
    "boats": (
        "Laivu māja ar laipu. Pieejama siltajā sezonā.",
        "A boathouse with a landing stage. Available in the warm season.",
        "Bootshaus mit Steg. In der warmen Jahreszeit verfügbar."),
    "cinema": (
        "Kino kases un vestibils, kuru šobrīd atjauno.",
        "The cinema's box office and lobby, being renovated now."),
    "carpet": (
        "Plaša noliktava ar apkuri; īpašnieks to šobrīd izmanto pats.",
        "A wide, heated store; the owner is using it at present."),
}
