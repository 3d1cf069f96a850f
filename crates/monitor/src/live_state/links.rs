//! Topics without what opens a meeting: people write join links into them, passcode and all, and a
//! topic is shown to many whom nobody invited.

/// What stands in the place of a link.
const HIDDEN: &str = "(link hidden)";

/// Parts of a query that are a key, wherever they stand.
const KEYS: [&str; 4] = ["pwd=", "tk=", "zak=", "access_token="];
/// Paths under which Zoom has meetings, host links, webinars and recordings.
const PATHS: [&str; 4] = ["/j/", "/s/", "/w/", "/rec/"];

/// The text with each link that opens something replaced.
pub(crate) fn without_links(text: &str) -> String {
    text.split_inclusive(char::is_whitespace)
        .map(|word| {
            let bare = word.trim_end();
            if opens_something(bare) {
                format!("{HIDDEN}{}", &word[bare.len()..])
            } else {
                word.to_owned()
            }
        })
        .collect()
}

/// Whether a word is such a link; Zoom's are known by its name where the scheme is left out.
fn opens_something(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    has(&KEYS) || (has(&["://", "zoom"]) && has(&PATHS))
}

#[cfg(test)]
mod tests {
    use super::without_links;

    #[test]
    fn a_link_that_opens_a_meeting_is_hidden_and_the_words_around_it_stay() {
        for (topic, shown) in [
            (
                "Join https://zoom.us/j/1?pwd=SEKRET1 at 9",
                "Join (link hidden) at 9",
            ),
            ("us02web.zoom.us/j/85012345678", "(link hidden)"),
            ("HTTPS://ZOOM.US/S/1?ZAK=x\tnow", "(link hidden)\tnow"),
            ("https://example.com/in?tk=abc", "(link hidden)"),
        ] {
            assert_eq!(without_links(topic), shown);
        }
    }

    #[test]
    fn other_topics_stay_as_they_are() {
        for topic in [
            "Stand-up",
            "R/D/Q/J/S  weekly ",
            "see https://example.com/agenda?page=2",
            "Zoom roll-out",
        ] {
            assert_eq!(without_links(topic), topic);
        }
    }
}
