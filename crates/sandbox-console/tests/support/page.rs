//! Reads the markup that the `ui` crate prints: enough for tests, not for the web.

/// A form of a page.
#[derive(Debug, Default, Clone)]
pub(crate) struct Form {
    pub(crate) id: String,
    pub(crate) action: String,
    pub(crate) method: String,
}

/// A field, box or hidden value.
#[derive(Debug, Default, Clone)]
pub(crate) struct Control {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) value: String,
    pub(crate) checked: bool,
    pub(crate) disabled: bool,
    pub(crate) form: Option<usize>,
}

impl Control {
    pub(crate) fn is_sent(&self) -> bool {
        !self.disabled && (self.checked || !matches!(self.kind.as_str(), "checkbox" | "radio"))
    }
}

/// A submit button.
#[derive(Debug, Default, Clone)]
pub(crate) struct Button {
    pub(crate) words: String,
    pub(crate) named: String,
    pub(crate) sends: Option<(String, String)>,
    pub(crate) form: Option<usize>,
    form_id: Option<String>,
}

/// A page, as far as the tests need it.
#[derive(Debug, Default, Clone)]
pub(crate) struct Page {
    pub(crate) source: String,
    pub(crate) forms: Vec<Form>,
    pub(crate) controls: Vec<Control>,
    buttons: Vec<Button>,
    links: Vec<(String, String)>,
    labels: Vec<(String, String)>,
    facts: Vec<(String, String)>,
}

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }
}

impl Page {
    pub(crate) fn read(source: &str) -> Self {
        let mut page = Self {
            source: source.to_owned(),
            ..Self::default()
        };
        let mut rest = source;
        let mut form = None;
        while let Some((tag, after)) = next_tag(rest) {
            rest = after;
            match tag.name.as_str() {
                "form" => {
                    page.forms.push(Form {
                        id: tag.text("id"),
                        action: tag.text("action"),
                        method: tag.text("method"),
                    });
                    form = Some(page.forms.len() - 1);
                }
                "/form" => form = None,
                "a" => page
                    .links
                    .push((words_until(rest, "</a>"), tag.text("href"))),
                "label" => page
                    .labels
                    .push((words_until(rest, "</label>"), tag.text("for"))),
                "button" => page.buttons.push(Button {
                    words: words_until(rest, "</button>"),
                    named: tag.text("aria-label"),
                    sends: tag
                        .get("name")
                        .map(|name| (name.to_owned(), tag.text("value"))),
                    form: if tag.has("form") { None } else { form },
                    form_id: tag.get("form").map(str::to_owned),
                }),
                "input" | "textarea" => page.controls.push(Control {
                    id: tag.text("id"),
                    name: tag.text("name"),
                    kind: tag.text("type"),
                    value: if tag.name == "input" {
                        tag.text("value")
                    } else {
                        let raw = rest.split("</textarea>").next().unwrap_or_default();
                        decoded(raw.strip_prefix('\n').unwrap_or(raw))
                    },
                    checked: tag.has("checked"),
                    disabled: tag.has("disabled"),
                    form,
                }),
                "dt" => {
                    let value = rest.split_once("<dd>").map_or("", |(_, value)| value);
                    let value = value.split_once("<code").map_or(value, |(_, code)| {
                        code.split_once('>').map_or("", |(_, inside)| inside)
                    });
                    let value = value.split(['<']).next().unwrap_or_default();
                    page.facts
                        .push((words_until(rest, "</dt>"), decoded(value)));
                }
                _ => {}
            }
        }
        for button in &mut page.buttons {
            if let Some(id) = &button.form_id {
                button.form = page.forms.iter().position(|form| form.id == *id);
            }
        }
        page
    }

    /// The control whose label says this; "(required)" behind it does not matter.
    pub(crate) fn labelled(&mut self, label: &str) -> Option<&mut Control> {
        let id = self
            .labels
            .iter()
            .find(|(words, _)| words.trim_end_matches(" (required)") == label)
            .map(|(_, id)| id.clone())?;
        self.controls.iter_mut().find(|control| control.id == id)
    }

    pub(crate) fn link(&self, words: &str) -> Option<String> {
        self.links
            .iter()
            .find(|(said, _)| said == words)
            .map(|(_, href)| href.clone())
    }

    pub(crate) fn button(&self, words: &str) -> Option<Button> {
        self.buttons
            .iter()
            .find(|button| button.words == words || button.named == words)
            .cloned()
    }

    pub(crate) fn fact(&self, term: &str) -> Option<String> {
        self.facts
            .iter()
            .find(|(said, _)| said == term)
            .map(|(_, value)| value.clone())
    }

    /// All words of the page.
    pub(crate) fn text(&self) -> String {
        words(&self.source)
    }
}

/// The next tag and what follows it.
fn next_tag(text: &str) -> Option<(Tag, &str)> {
    let (_, inside) = text.split_once('<')?;
    let mut quoted = false;
    let end = inside.find(|letter| {
        quoted ^= letter == '"';
        letter == '>' && !quoted
    })?;
    let (tag, rest) = (&inside[..end], &inside[end + 1..]);
    let (name, mut attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut found = Vec::new();
    loop {
        attributes = attributes.trim_start();
        let end = attributes
            .find([' ', '=', '\n'])
            .unwrap_or(attributes.len());
        if end == 0 {
            break;
        }
        let (key, after) = attributes.split_at(end);
        attributes = after;
        let mut value = String::new();
        if let Some(quoted) = after.strip_prefix("=\"") {
            let (inside, after) = quoted.split_once('"').unwrap_or((quoted, ""));
            value = decoded(inside);
            attributes = after;
        }
        found.push((key.to_owned(), value));
    }
    Some((
        Tag {
            name: name.to_owned(),
            attributes: found,
        },
        rest,
    ))
}

fn words_until(text: &str, end: &str) -> String {
    words(text.split(end).next().unwrap_or_default())
}

/// Text without tags, white space made single.
fn words(markup: &str) -> String {
    let mut out = String::new();
    let mut rest = markup;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        let inline = ["code", "/code", "span", "/span", "b>", "/b", "a ", "/a"];
        if !inline.iter().any(|name| tag.starts_with(name)) {
            out.push(' ');
        }
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    decoded(&out.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn decoded(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}
