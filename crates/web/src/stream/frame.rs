//! One state of a page's parts, written as server-sent events once for all who look.

use std::fmt::Write as _;

use axum::body::Bytes;
use ui::Part;

/// A state and what has changed since the one before.
pub(super) struct Frame {
    id: String,
    before: Option<String>,
    prints: Vec<(&'static str, String)>,
    changed: Bytes,
    whole: Bytes,
}

impl Frame {
    /// The state of `parts`, after `before`.
    pub(super) fn new(parts: &[&Part], before: Option<&Self>) -> Self {
        let prints: Vec<(&'static str, String)> = parts
            .iter()
            .map(|part| (part.name(), part.print().to_owned()))
            .collect();
        // The parts' prints are an id that needs no memory: the same state has the same id after
        // a restart and on another node.
        let id = prints.iter().fold(String::new(), |mut id, (_, print)| {
            // Writing to a String cannot fail.
            let _ = write!(id, "{}", print.get(..8).unwrap_or(print));
            id
        });
        let known = |part: &Part| {
            before.is_some_and(|before| {
                let same =
                    |(name, print): &(&str, String)| *name == part.name() && print == part.print();
                before.prints.iter().any(same)
            })
        };
        let changed: Vec<&Part> = parts.iter().copied().filter(|part| !known(part)).collect();
        Self {
            changed: events(&changed, &id),
            whole: events(parts, &id),
            before: before.map(|before| before.id.clone()),
            id,
            prints,
        }
    }

    /// What tells this state from others.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// What brings a page from the state `seen` to this one; nothing when it is there already.
    pub(super) fn since(&self, seen: Option<&str>) -> Option<Bytes> {
        if seen == Some(&self.id) {
            None
        } else if seen.is_some() && seen == self.before.as_deref() {
            Some(self.changed.clone())
        } else {
            Some(self.whole.clone())
        }
    }
}

/// The id stands with the last part only: who has seen it has seen all.
fn events(parts: &[&Part], id: &str) -> Bytes {
    let mut text = String::new();
    for (index, part) in parts.iter().enumerate() {
        text.push_str("event: part\n");
        if index + 1 == parts.len() {
            let _ = writeln!(text, "id: {id}");
        }
        for line in part.to_string().split(['\n', '\r']) {
            let _ = writeln!(text, "data: {line}");
        }
        text.push('\n');
    }
    Bytes::from(text)
}

#[cfg(test)]
mod tests {
    use ui::Part;

    use super::Frame;

    fn frame(figure: &str, before: Option<&Frame>) -> Frame {
        let parts = [
            Part::inline("sentence", "Well"),
            Part::inline("sub", "since\nnoon"),
            Part::new("figure", figure),
        ];
        Frame::new(&parts.each_ref(), before)
    }

    #[test]
    fn who_saw_the_state_before_is_sent_what_changed_and_everybody_else_all_of_it() {
        let first = frame("1", None);
        let second = frame("2", Some(&first));
        let text = |seen: Option<&str>| {
            let bytes = second.since(seen)?;
            Some(String::from_utf8(bytes.to_vec()).expect("text"))
        };
        let changed = text(Some(first.id())).expect("a change");
        assert_eq!(changed.matches("event: part\n").count(), 1, "{changed}");
        for seen in [None, Some("older")] {
            let whole = text(seen).expect("the state");
            assert_eq!(whole.matches("event: part\n").count(), 3, "{whole}");
            assert_eq!(whole.matches("id: ").count(), 1, "{whole}");
        }
        assert_eq!(text(Some(second.id())), None);
    }

    #[test]
    fn a_line_break_in_a_part_does_not_end_the_event() {
        let frame = frame("1", None);
        let text = String::from_utf8(frame.since(None).expect("bytes").to_vec()).expect("text");
        assert!(text.contains("since\ndata: noon"), "{text}");
        assert!(text.ends_with("\n\n"), "{text}");
    }

    #[test]
    fn the_same_state_has_the_same_id_after_a_restart() {
        let one = frame("1", None);
        let other = frame("1", Some(&one));
        assert_eq!(one.id(), other.id());
        assert!(other.since(Some(one.id())).is_none());
    }
}
