//! The words the organisation is made of: people, departments, topics, machines.
//!
//! Invented; the domain is one that can never be registered (RFC 2606).

/// What the organisation is called.
pub(crate) const COMPANY: &str = "Kestrel Instruments";
/// Its mail domain.
pub(crate) const DOMAIN: &str = "kestrel.example";
/// Name and mail domain of each sub-account.
pub(crate) const SUB_COMPANIES: [(&str, &str); 3] = [
    ("Kestrel Academy", "academy.kestrel.example"),
    ("Kestrel Studio", "studio.kestrel.example"),
    ("Friends of Kestrel", "friends.kestrel.example"),
];

pub(crate) const FIRST: [&str; 64] = [
    "Mara", "Jonas", "Priya", "Tomás", "Ingrid", "Samuel", "Leila", "Kenji", "Amara", "Viktor",
    "Sofia", "Daniel", "Yara", "Oskar", "Nadia", "Mateo", "Hanna", "Idris", "Clara", "Rafael",
    "Anika", "Pieter", "Mei", "Luca", "Zofia", "Andre", "Freya", "Hugo", "Salma", "Emil", "Rosa",
    "Kofi", "Elena", "Bram", "Nia", "Stefan", "Aiko", "Marco", "Tess", "Omar", "Julia", "Felix",
    "Dina", "Arjun", "Lotte", "Pablo", "Greta", "Malik", "Irene", "Noah", "Thandi", "Erik",
    "Paula", "Ravi", "Signe", "Theo", "Wren", "Jamal", "Edith", "Cleo", "Anton", "Bea", "Cyrus",
    "Dora",
];

pub(crate) const LAST: [&str; 64] = [
    "Lindqvist",
    "Okafor",
    "Tanaka",
    "Moreau",
    "Silva",
    "Novak",
    "Haddad",
    "Jansen",
    "Costa",
    "Weber",
    "Nguyen",
    "Almeida",
    "Kowalska",
    "Reyes",
    "Bianchi",
    "Osei",
    "Petrov",
    "Larsen",
    "Mehta",
    "Dubois",
    "Keller",
    "Santos",
    "Vermeer",
    "Park",
    "Ferreira",
    "Ibrahim",
    "Hughes",
    "Nakamura",
    "Visser",
    "Romano",
    "Abebe",
    "Lind",
    "Castro",
    "Bauer",
    "Singh",
    "Duarte",
    "Fischer",
    "Mensah",
    "Rossi",
    "Bakker",
    "Ito",
    "Martins",
    "Schmidt",
    "Diallo",
    "Greco",
    "Holm",
    "Iyer",
    "Jacobs",
    "Klein",
    "Lopes",
    "Marino",
    "Nilsson",
    "Owusu",
    "Pinto",
    "Quist",
    "Rahman",
    "Sato",
    "Teixeira",
    "Ueda",
    "Varga",
    "Wolff",
    "Yilmaz",
    "Zeman",
    "Adeyemi",
];

pub(crate) const DEPARTMENTS: [&str; 8] = [
    "Engineering",
    "Sales",
    "Support",
    "Marketing",
    "People",
    "Finance",
    "Design",
    "Operations",
];

/// Index of the department that is awake round the clock.
pub(crate) const SUPPORT: usize = 2;
/// Index of the department that runs the factory, which never stops either.
pub(crate) const OPERATIONS: usize = 7;
/// Index of the department that hosts the webinars.
pub(crate) const MARKETING: usize = 3;

pub(crate) const TITLES: [&str; 8] = [
    "Engineer",
    "Account Manager",
    "Support Specialist",
    "Campaign Manager",
    "People Partner",
    "Controller",
    "Designer",
    "Operations Lead",
];

pub(crate) const TOPICS: [&str; 16] = [
    "Quick sync",
    "Customer call",
    "Design review",
    "Incident follow-up",
    "Interview",
    "Budget check",
    "Pairing session",
    "Supplier call",
    "Coffee chat",
    "Release planning",
    "Onboarding",
    "Contract questions",
    "Roadmap talk",
    "Bug triage",
    "Partner update",
    "Training",
];

/// A client as Zoom writes it: version, platform short and long, operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientVersion {
    pub(crate) version: &'static str,
    pub(crate) platform: &'static str,
    pub(crate) device: &'static str,
    pub(crate) os: &'static str,
    pub(crate) os_version: &'static str,
}

const fn client(
    version: &'static str,
    platform: &'static str,
    device: &'static str,
    os: &'static str,
    os_version: &'static str,
) -> ClientVersion {
    ClientVersion {
        version,
        platform,
        device,
        os,
        os_version,
    }
}

/// Newest first within a platform; the order is also the weight (see `User::client`).
pub(crate) const CLIENTS: [ClientVersion; 10] = [
    client("6.6.2.18520", "win", "Windows", "Windows", "11"),
    client("6.6.2.63470", "mac", "Mac", "macOS", "26.0"),
    client("6.6.0.17100", "win", "Windows", "Windows", "11"),
    client("6.5.7.56900", "mac", "Mac", "macOS", "15.6"),
    client("6.5.3.7527", "win", "Windows", "Windows", "10"),
    client("6.6.2.29200", "iphone", "iOS", "iOS", "26.0"),
    client("6.6.1.28800", "android", "Android", "Android", "16"),
    client("6.4.10.3105", "linux", "Linux", "Linux", "6.12"),
    client("6.1.11.45504", "win", "Windows", "Windows", "10"),
    client("5.17.11.34827", "win", "Windows", "Windows", "10"),
];

/// What the web client, which the Meeting SDK is, says of itself.
pub(crate) static WEB_CLIENT: ClientVersion = client("6.2.0", "web", "Web", "Web Browser", "");

/// A phone call's or a guest's name.
pub(crate) const GUESTS: [&str; 16] = [
    "Alex Turner",
    "B. Hofmann",
    "Chiara",
    "Dev Patel",
    "E. Nwosu",
    "Francesca Neri",
    "Guest 4",
    "Hiro",
    "I. Sandberg",
    "Jo March",
    "K. Yamada",
    "Liam O",
    "M. Alvarez",
    "Nina (Acme)",
    "O. Berg",
    "Pat",
];
