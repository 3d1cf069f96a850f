//! What a person reads of a page: its text without the markup, by element.

/// A piece of markup.
#[derive(Debug, Clone)]
enum Piece {
    Open { name: String, tag: String },
    Close { name: String },
    Text(String),
}

/// Elements that have no end tag.
const VOID: [&str; 8] = ["area", "br", "hr", "img", "input", "link", "meta", "path"];

/// A part of a page, or the whole.
#[derive(Debug, Clone)]
pub(crate) struct Part(Vec<Piece>);

impl Part {
    pub(crate) fn of(html: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = html;
        while let Some(open) = rest.find('<') {
            if open > 0 {
                pieces.push(Piece::Text(decoded(&rest[..open])));
            }
            let end = rest[open..].find('>').map_or(rest.len(), |at| open + at);
            let tag = &rest[open + 1..end];
            let name: String = tag
                .trim_start_matches('/')
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            pieces.push(if tag.starts_with('/') {
                Piece::Close { name }
            } else {
                let tag = tag.to_owned();
                Piece::Open { name, tag }
            });
            rest = rest.get(end + 1..).unwrap_or_default();
        }
        pieces.push(Piece::Text(decoded(rest)));
        Self(pieces)
    }

    /// The element with this id.
    pub(crate) fn id(&self, id: &str) -> Self {
        let found = self.all(&|_, tag| attribute(tag, "id").as_deref() == Some(id));
        found
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("nothing has the id {id} in:\n{}", self.text()))
    }

    /// Every notice: how bad it is, then its words.
    pub(crate) fn notices(&self) -> String {
        let is_notice = |_: &str, tag: &str| {
            attribute(tag, "class").is_some_and(|class| class.starts_with("notice "))
        };
        let lines: Vec<String> = self.all(&is_notice).iter().map(Self::text).collect();
        lines.join("\n")
    }

    /// The first badge: how something stands.
    pub(crate) fn badge(&self) -> String {
        let is_badge =
            |_: &str, tag: &str| attribute(tag, "class").is_some_and(|c| c.starts_with("badge "));
        self.all(&is_badge)
            .first()
            .map(Self::text)
            .unwrap_or_default()
    }

    /// Every sentence that stands at a field: its name, then the words.
    pub(crate) fn field_errors(&self) -> String {
        let is_error = |_: &str, tag: &str| {
            attribute(tag, "id").is_some_and(|id| id.starts_with("e-"))
                && attribute(tag, "class").as_deref() == Some("error")
        };
        let line = |part: &Self| {
            let Some(Piece::Open { tag, .. }) = part.0.first() else {
                return String::new();
            };
            let id = attribute(tag, "id").unwrap_or_default();
            format!("{}: {}", &id[2..], part.text())
        };
        let lines: Vec<String> = self.all(&is_error).iter().map(line).collect();
        lines.join("\n")
    }

    /// The value in the field of this name (text, area or the chosen option).
    pub(crate) fn value(&self, field: &str) -> String {
        let is_field = |_: &str, tag: &str| attribute(tag, "name").as_deref() == Some(field);
        let all = self.all(&is_field);
        let part = all
            .first()
            .unwrap_or_else(|| panic!("there is no field {field}"));
        let Some(Piece::Open { name, tag }) = part.0.first() else {
            return String::new();
        };
        match name.as_str() {
            "textarea" => part.words("\n").trim_start_matches('\n').to_owned(),
            "select" => part
                .all(&|name, tag| name == "option" && tag.contains(" selected"))
                .first()
                .and_then(|option| match option.0.first() {
                    Some(Piece::Open { tag, .. }) => attribute(tag, "value"),
                    _ => None,
                })
                .unwrap_or_default(),
            _ => attribute(tag, "value").unwrap_or_default(),
        }
    }

    /// The text as it is read, on one line.
    pub(crate) fn text(&self) -> String {
        let joined = self.words(" ");
        joined.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn words(&self, between: &str) -> String {
        const BLOCKS: [&str; 12] = [
            "p", "div", "li", "dt", "dd", "td", "th", "h1", "h2", "h3", "button", "label",
        ];
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Open { name, .. } | Piece::Close { name }
                    if BLOCKS.contains(&name.as_str()) =>
                {
                    out.push_str(between);
                }
                Piece::Open { .. } | Piece::Close { .. } => {}
            }
        }
        out
    }

    fn all(&self, wanted: &dyn Fn(&str, &str) -> bool) -> Vec<Self> {
        let mut found = Vec::new();
        for (at, piece) in self.0.iter().enumerate() {
            if let Piece::Open { name, tag } = piece
                && wanted(name, tag)
            {
                found.push(Self(self.0[at..self.end(at, name)].to_vec()));
            }
        }
        found
    }

    /// Where the element that begins at `at` is over.
    fn end(&self, at: usize, element: &str) -> usize {
        if VOID.contains(&element) {
            return at + 1;
        }
        let mut depth = 0_usize;
        for (offset, piece) in self.0[at..].iter().enumerate() {
            match piece {
                Piece::Open { name, .. } if name == element => depth += 1,
                Piece::Close { name } if name == element => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return at + offset + 1;
            }
        }
        self.0.len()
    }
}

/// An attribute of a tag, decoded.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(decoded(rest.split_once('"')?.0))
}

fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find(';').map_or(rest.len(), |end| at + end);
        let entity = &rest[at + 1..end];
        match (entity, entity.strip_prefix('#')) {
            ("amp", _) => out.push('&'),
            ("lt", _) => out.push('<'),
            ("gt", _) => out.push('>'),
            ("quot", _) => out.push('"'),
            (_, Some(number)) => out.extend(number.parse().ok().and_then(char::from_u32)),
            _ => out.push_str(&rest[at..end]),
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    out + rest
}

/// A sentence without the minute in which it was said.
pub(crate) fn timeless(text: &str) -> String {
    let is_time = |word: &str| {
        let word = word.trim_matches(['(', ')', '.', ',']);
        let digits = word.chars().filter(char::is_ascii_digit).count();
        digits >= 4
            && word.contains([':', '-'])
            && word
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, ':' | '-' | '.' | 'T' | 'Z'))
    };
    let words: Vec<&str> = text
        .split(' ')
        .map(|word| if is_time(word) { "WHEN" } else { word })
        .collect();
    words.join(" ")
}

#[test]
fn a_page_is_read_as_a_person_reads_it() {
    let page = Part::of(
        "<div id=\"a\"><p class=\"error\" id=\"e-x\">Not <b>so</b> &#38; so.</p>\
         <section class=\"notice bad\"><p>Bad:</p><div>Zoom &lt;said&gt;</div></section></div>\
         <textarea name=\"t\">\nTwo\nlines</textarea><input name=\"i\" value=\"&quot;\">",
    );
    assert_eq!(page.id("a").field_errors(), "x: Not so & so.");
    assert_eq!(page.notices(), "Bad: Zoom <said>");
    assert_eq!(page.value("t"), "Two\nlines");
    assert_eq!(page.value("i"), "\"");
}
