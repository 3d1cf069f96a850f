//! Words: those a person reads for Zoom's numbers, and those a person searches by.

/// The licence of a `type`.
pub fn licence(number: i64) -> String {
    match number {
        1 => "Basic".to_owned(),
        2 => "Licensed".to_owned(),
        3 => "On-premises".to_owned(),
        4 => "Unassigned".to_owned(),
        99 => "None".to_owned(),
        other => format!("Type {other}"),
    }
}

/// A `status`.
pub fn status(word: &str) -> String {
    match word {
        "active" => "Active".to_owned(),
        "inactive" => "Deactivated".to_owned(),
        "pending" => "Invited".to_owned(),
        "" => "Unknown".to_owned(),
        other => other.to_owned(),
    }
}

/// A role: Zoom's three have fixed numbers, an account's own ones are told by their name.
pub fn role(id: &str, name: &str) -> String {
    match id {
        "0" => "Owner".to_owned(),
        "1" => "Admin".to_owned(),
        "2" => "Member".to_owned(),
        _ if !name.is_empty() => name.to_owned(),
        "" => "Unknown".to_owned(),
        other => format!("Role {other}"),
    }
}

/// A `login_type`.
pub fn login(number: i64) -> String {
    match number {
        0 => "Facebook".to_owned(),
        1 => "Google".to_owned(),
        11 => "Phone number".to_owned(),
        21 => "WeChat".to_owned(),
        23 => "Alipay".to_owned(),
        24 => "Apple".to_owned(),
        27 => "Microsoft".to_owned(),
        97 => "Mobile device".to_owned(),
        98 => "RingCentral".to_owned(),
        99 => "API user".to_owned(),
        100 => "Zoom work e-mail".to_owned(),
        101 => "Single sign-on".to_owned(),
        other => format!("Login type {other}"),
    }
}

/// A text as it is compared and ordered: small letters, without the marks of Latin letters, so
/// that `jose` finds José.
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.trim().chars().flat_map(char::to_lowercase) {
        match letter {
            'à'..='å' | 'ā' | 'ă' | 'ą' => out.push('a'),
            'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => out.push('c'),
            'ď' | 'đ' | 'ð' => out.push('d'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => out.push('e'),
            'ĝ' | 'ğ' | 'ġ' | 'ģ' => out.push('g'),
            'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => out.push('i'),
            'ł' | 'ĺ' | 'ļ' | 'ľ' => out.push('l'),
            'ñ' | 'ń' | 'ņ' | 'ň' => out.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => out.push('o'),
            'ŕ' | 'ŗ' | 'ř' => out.push('r'),
            'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => out.push('s'),
            'ţ' | 'ť' | 'ț' => out.push('t'),
            'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'ź' | 'ż' | 'ž' => out.push('z'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ß' => out.push_str("ss"),
            // A combining mark of a decomposed text.
            '\u{0300}'..='\u{036f}' => {}
            other => out.push(other),
        }
    }
    out
}

/// The words a text is found by: itself whole, and what its parts begin with.
pub(crate) fn search_words<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let mut words = Vec::new();
    for text in texts {
        let folded = folded(text);
        if folded.is_empty() {
            continue;
        }
        // A mail address is also typed whole.
        if folded.contains('@') {
            words.push(cut(&folded));
        }
        words.extend(parts(&folded).map(cut));
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// What a person typed, as words each of which somebody must have.
pub(crate) fn asked_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = folded(text)
        .split_whitespace()
        .flat_map(|word| {
            if word.contains('@') {
                vec![cut(word)]
            } else {
                parts(word).map(cut).collect()
            }
        })
        .collect();
    words.sort_unstable();
    words.dedup();
    words.truncate(8);
    words
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|part| !part.is_empty())
}

/// The first letters: longer words are nobody's, and an index has its limits.
fn cut(word: &str) -> String {
    word.chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::{asked_words, folded, search_words};

    #[test]
    fn letters_with_marks_are_found_without_them() {
        assert_eq!(folded(" José ŁUKASZ Straße "), "jose lukasz strasse");
        assert_eq!(folded("Jose\u{301}"), "jose");
    }

    #[test]
    fn a_person_is_found_by_the_start_of_any_word_and_by_the_whole_address() {
        assert_eq!(
            search_words(["Ana-Maria Köhl", "ana.k@example.org", "R&D"]),
            [
                "ana",
                "ana.k@example.org",
                "d",
                "example",
                "k",
                "kohl",
                "maria",
                "org",
                "r"
            ]
        );
        assert_eq!(asked_words("  KÖHL ana.k@Ex "), ["ana.k@ex", "kohl"]);
        assert_eq!(asked_words("ana-maria"), ["ana", "maria"]);
    }
}
