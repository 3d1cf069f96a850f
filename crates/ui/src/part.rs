//! Parts of a page that move: each has a name and a print of its content, so that whoever holds
//! one can tell whether another is newer without comparing it.
//!
//! A page is printed with its parts inside. The server sends a part anew when its content has
//! changed, and the small script puts it in the old one's place. Nothing in a part may belong to
//! one viewer alone: what is sent is the same for everybody who may see it.

use askama::Template;

use crate::html::{Html, component};

/// A piece of a page that is renewed as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = r#"<{{ tag }} class="part" data-part="{{ name }}" data-print="{{ print }}">{{ content }}</{{ tag }}>"#
)]
pub struct Part {
    tag: &'static str,
    name: &'static str,
    print: String,
    content: Html,
}

impl Part {
    /// A part that holds blocks: a table, cards, a notice.
    pub fn new(name: &'static str, content: impl Into<Html>) -> Self {
        Self::of("div", name, content.into())
    }

    /// A part within a line: the page's sentence.
    pub fn inline(name: &'static str, content: impl Into<Html>) -> Self {
        Self::of("span", name, content.into())
    }

    fn of(tag: &'static str, name: &'static str, content: Html) -> Self {
        Self {
            tag,
            name,
            print: format!(
                "{:016x}",
                crate::assets::fingerprint(content.as_str().as_bytes())
            ),
            content,
        }
    }

    /// Its name on the page.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Changes exactly when the content does.
    pub fn print(&self) -> &str {
        &self.print
    }
}

component!(Part);

#[cfg(test)]
mod tests {
    use super::Part;

    #[test]
    fn a_part_is_told_from_another_by_what_is_in_it() {
        let (one, same, other) = (
            Part::new("figures", "12 <b>"),
            Part::new("figures", "12 <b>"),
            Part::new("figures", "13 <b>"),
        );
        assert_eq!(one.print(), same.print());
        assert_ne!(one.print(), other.print());
        assert_eq!(
            one.to_string(),
            format!(
                "<div class=\"part\" data-part=\"figures\" data-print=\"{}\">12 &#60;b&#62;</div>",
                one.print()
            )
        );
    }
}
