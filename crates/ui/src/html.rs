//! Text that is already HTML, kept apart from text that is not.
//!
//! Everything a page shows passes through [`Html`]. A `&str` or `String` is escaped on its way
//! in; only a component of this crate, or a template of the caller, comes in as it is. The one
//! way around this, [`Html::trusted`], is a name that can be searched for.

use std::fmt::{self, Display, Write as _};

use askama::filters::HtmlSafe;

/// A piece of a page, escaped once and never again. Askama prints it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Nothing.
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// Text of any origin, escaped.
    pub fn text(text: &str) -> Self {
        let mut out = String::with_capacity(text.len() + 8);
        for letter in text.chars() {
            match letter {
                '&' => out.push_str("&#38;"),
                '<' => out.push_str("&#60;"),
                '>' => out.push_str("&#62;"),
                '"' => out.push_str("&#34;"),
                '\'' => out.push_str("&#39;"),
                other => out.push(other),
            }
        }
        Self(out)
    }

    /// Markup that the caller vouches for: the output of an askama template, for example.
    pub fn trusted(markup: impl Into<String>) -> Self {
        Self(markup.into())
    }

    /// This, then that.
    #[must_use]
    pub fn with(mut self, more: impl Into<Html>) -> Self {
        self.push(more);
        self
    }

    /// Appends in place.
    pub fn push(&mut self, more: impl Into<Html>) {
        self.0.push_str(&more.into().0);
    }

    /// Whether nothing would be printed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The markup itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `<p>…</p>` around this.
    #[must_use]
    pub fn paragraph(self) -> Self {
        Self(format!("<p>{}</p>", self.0))
    }

    /// An element without attributes around this. `tag` is a literal of the program.
    #[must_use]
    pub fn inside(self, tag: &'static str) -> Self {
        Self(format!("<{tag}>{}</{tag}>", self.0))
    }

    /// A `<div>` (or other element) with a class around this.
    #[must_use]
    pub fn boxed(self, tag: &'static str, class: &'static str) -> Self {
        Self(format!("<{tag} class=\"{class}\">{}</{tag}>", self.0))
    }
}

/// A heading of the second rank.
pub fn heading(text: impl Into<Html>) -> Html {
    text.into().inside("h2")
}

/// A link inside running text.
pub fn link(href: &str, text: impl Into<Html>) -> Html {
    Html(format!(
        "<a href=\"{}\">{}</a>",
        Html::text(href),
        text.into()
    ))
}

/// A short name to be read letter by letter: a scope, a command, a value.
pub fn code(text: &str) -> Html {
    Html::text(text).inside("code")
}

/// A sentence in which `names` stand between backticks, as they do in a terminal.
pub fn said(sentence: &str) -> Html {
    if sentence.matches('`').count() % 2 == 1 {
        return Html::text(sentence);
    }
    let pieces = sentence.split('`').enumerate();
    pieces
        .map(|(place, piece)| match place % 2 {
            0 => Html::text(piece),
            _ => code(piece),
        })
        .collect()
}

/// Words of lesser weight.
pub fn quiet(text: impl Into<Html>) -> Html {
    text.into().boxed("span", "why")
}

/// A figure in digits of one width.
pub fn number(value: impl Display) -> Html {
    Html::text(&value.to_string()).boxed("span", "num")
}

/// `<ul>` of these.
pub fn list<I: IntoIterator>(items: I) -> Html
where
    I::Item: Into<Html>,
{
    items
        .into_iter()
        .fold(Html::new(), |all, item| all.with(item.into().inside("li")))
        .inside("ul")
}

impl Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

impl From<&str> for Html {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Html {
    fn from(text: String) -> Self {
        Self::text(&text)
    }
}

impl From<&String> for Html {
    fn from(text: &String) -> Self {
        Self::text(text)
    }
}

impl From<&Html> for Html {
    fn from(html: &Html) -> Self {
        html.clone()
    }
}

impl<T: Into<Html>> From<Option<T>> for Html {
    fn from(maybe: Option<T>) -> Self {
        maybe.map_or_else(Html::new, Into::into)
    }
}

impl<T: Into<Html>> From<Vec<T>> for Html {
    fn from(many: Vec<T>) -> Self {
        many.into_iter().fold(Html::new(), Html::with)
    }
}

impl<T: Into<Html>> FromIterator<T> for Html {
    fn from_iter<I: IntoIterator<Item = T>>(many: I) -> Self {
        many.into_iter().fold(Html::new(), Html::with)
    }
}

/// Joins pieces of any kind: `ui::all![notice, "text", table]`.
#[macro_export]
macro_rules! all {
    ($($piece:expr),* $(,)?) => { $crate::Html::new()$(.with($piece))* };
}

/// Makes types whose `Display` prints markup usable in templates and as [`Html`].
macro_rules! component {
    ($($name:ty),+ $(,)?) => {$(
        impl askama::filters::HtmlSafe for $name {}
        impl From<$name> for $crate::Html {
            fn from(component: $name) -> Self { $crate::Html::trusted(component.to_string()) }
        }
        impl From<&$name> for $crate::Html {
            fn from(component: &$name) -> Self { $crate::Html::trusted(component.to_string()) }
        }
    )+};
}
pub(crate) use component;

/// A piece of a path, percent-encoded.
pub fn segment(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, KEPT).to_string()
}

/// RFC 3986's unreserved letters stay as they are.
const KEPT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A query string from pairs, percent-encoded, without the question mark.
pub fn query<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> String {
    use percent_encoding::utf8_percent_encode;
    let mut out = String::new();
    for (key, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        let (key, value) = (
            utf8_percent_encode(key.as_ref(), KEPT),
            utf8_percent_encode(value.as_ref(), KEPT),
        );
        // Writing to a String cannot fail.
        let _ = write!(out, "{key}={value}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_once_and_markup_never() {
        let html = all![
            "<b>\"&'",
            Html::trusted("<i>x</i>"),
            Some("a<b"),
            None::<&str>
        ];
        assert_eq!(html.as_str(), "&#60;b&#62;&#34;&#38;&#39;<i>x</i>a&#60;b");
    }

    #[test]
    fn names_between_backticks_are_code_and_a_lone_backtick_stays() {
        assert_eq!(
            said("Run `a <b>`, then go on.").as_str(),
            "Run <code>a &#60;b&#62;</code>, then go on."
        );
        assert_eq!(said("5` long").as_str(), "5` long");
    }

    #[test]
    fn a_link_cannot_break_out_of_its_attribute() {
        assert_eq!(
            link("/a\"onclick=\"x", "<go>").as_str(),
            "<a href=\"/a&#34;onclick=&#34;x\">&#60;go&#62;</a>"
        );
    }

    #[test]
    fn query_strings_are_percent_encoded() {
        assert_eq!(
            query([("q", "a b&c"), ("sort", "né")]),
            "q=a%20b%26c&sort=n%C3%A9"
        );
    }
}
