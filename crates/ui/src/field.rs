//! One field of a form: label, what it means, what was typed, what is wrong with it.

use std::fmt::Write as _;

use askama::Template;

use crate::html::{Html, component};

/// A text-like input, or several lines of text.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<div class="field{% if error.is_some() %} wrong{% endif %}"><label for="f-{{ name }}">{{ label }}{% if required %}<span class="req"> (required)</span>{% endif %}</label>
{%- if !hint.is_empty() %}<p class="hint" id="h-{{ name }}">{{ hint }}</p>{% endif %}
{%- if let Some(error) = error %}<p class="error" id="e-{{ name }}">{{ crate::Quality::Bad.mark() }} {{ error }}</p>{% endif %}
{%- if rows > 0 %}<textarea id="f-{{ name }}" name="{{ name }}" rows="{{ rows }}"{{ self.common() }}>
{{ value }}</textarea>{% else %}<input id="f-{{ name }}" name="{{ name }}" type="{{ kind }}" value="{{ value }}"{{ self.common() }}>{% endif %}</div>"#
)]
pub struct Field {
    name: String,
    label: Html,
    kind: &'static str,
    value: String,
    hint: Html,
    error: Option<String>,
    required: bool,
    mono: bool,
    rows: u8,
    attributes: Vec<(&'static str, String)>,
}

impl Field {
    fn new(kind: &'static str, name: impl Into<String>, label: impl Into<Html>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            value: String::new(),
            hint: Html::new(),
            error: None,
            required: false,
            mono: false,
            rows: 0,
            attributes: Vec::new(),
        }
    }

    /// One line of text.
    pub fn text(name: impl Into<String>, label: impl Into<Html>) -> Self {
        Self::new("text", name, label)
    }

    /// A secret. Browsers are asked not to fill in a saved password; an empty value means
    /// "keep what is there".
    pub fn secret(name: impl Into<String>, label: impl Into<Html>) -> Self {
        Self::new("password", name, label).attribute("autocomplete", "new-password")
    }

    /// The password of a person who signs in.
    pub fn password(name: impl Into<String>, label: impl Into<Html>) -> Self {
        Self::new("password", name, label).attribute("autocomplete", "current-password")
    }

    /// Several lines of text.
    pub fn lines(name: impl Into<String>, label: impl Into<Html>, rows: u8) -> Self {
        Self {
            rows: rows.max(2),
            ..Self::new("text", name, label)
        }
    }

    /// Any other `type` of HTML's `<input>`: `number`, `email`, `url`, `date`, `time`,
    /// `datetime-local`, `search`.
    pub fn of(kind: &'static str, name: impl Into<String>, label: impl Into<Html>) -> Self {
        Self::new(kind, name, label)
    }

    /// What a form sends it as.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What stands in it.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// What it is for, said before it fails.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Html>) -> Self {
        self.hint = hint.into();
        self
    }

    /// What is wrong with it.
    #[must_use]
    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    /// Must be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Digits and letters of one width: ids, keys, scopes.
    #[must_use]
    pub fn mono(mut self) -> Self {
        self.mono = true;
        self
    }

    /// Any other attribute: `min`, `max`, `maxlength`, `autocomplete`, `placeholder`, `pattern`.
    #[must_use]
    pub fn attribute(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    fn common(&self) -> Html {
        let mut out = attributes(&self.name, !self.hint.is_empty(), self.error.is_some());
        if self.required {
            out.push_str(" required");
        }
        if self.mono {
            out.push_str(" class=\"mono\" spellcheck=\"false\" autocapitalize=\"none\"");
        }
        for (name, value) in &self.attributes {
            let _ = write!(out, " {name}=\"{}\"", Html::text(value));
        }
        Html::trusted(out)
    }
}

/// `aria-describedby` and `aria-invalid` of a field.
pub(crate) fn attributes(name: &str, hint: bool, wrong: bool) -> String {
    let name = Html::text(name);
    let mut out = match (hint, wrong) {
        (true, true) => format!(" aria-describedby=\"e-{name} h-{name}\""),
        (true, false) => format!(" aria-describedby=\"h-{name}\""),
        (false, true) => format!(" aria-describedby=\"e-{name}\""),
        (false, false) => String::new(),
    };
    if wrong {
        out.push_str(" aria-invalid=\"true\"");
    }
    out
}

component!(Field);
