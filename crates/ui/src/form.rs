//! Forms that explain themselves before they fail, keep what was typed, and say at the field and
//! at the top what is wrong. They post; they need no JavaScript.

use askama::Template;

use crate::html::{Html, component};

/// Something that happens when pressed: submits its form, or goes to an address.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"{% if let Some(needs) = needs %}<span class="blocked"><button class="btn {{ look }}" type="button" disabled>{{ label }}</button> <span class="why">needs <code>{{ needs }}</code></span></span>
{%- else if off && href.is_some() %}<span class="btn {{ look }}" role="link" aria-disabled="true">{{ label }}</span>
{%- else if let Some(href) = href %}<a class="btn {{ look }}" href="{{ href }}"{% if apart %} target="_blank" rel="noopener"{% endif %}>{{ label }}</a>
{%- else %}<button class="btn {{ look }}" type="submit"{% if off %} disabled{% endif %}{% if let Some((name, value)) = sends %} name="{{ name }}" value="{{ value }}"{% endif %}{% if let Some(action) = action %} formaction="{{ action }}"{% endif %}{% if skip_checks %} formnovalidate{% endif %}{% if let Some(named) = named %} aria-label="{{ named }}"{% endif %}>{{ label }}</button>{% endif %}"#
)]
pub struct Button {
    look: &'static str,
    label: Html,
    href: Option<String>,
    apart: bool,
    sends: Option<(String, String)>,
    action: Option<String>,
    named: Option<String>,
    skip_checks: bool,
    off: bool,
    needs: Option<String>,
}

impl Button {
    fn new(look: &'static str, label: impl Into<Html>) -> Self {
        Self {
            look,
            label: label.into(),
            href: None,
            apart: false,
            sends: None,
            action: None,
            named: None,
            skip_checks: false,
            off: false,
            needs: None,
        }
    }

    /// The page's main act; one per form.
    pub fn primary(label: impl Into<Html>) -> Self {
        Self::new("primary", label)
    }

    /// Any other act.
    pub fn quiet(label: impl Into<Html>) -> Self {
        Self::new("quiet", label)
    }

    /// An act that takes something away.
    pub fn danger(label: impl Into<Html>) -> Self {
        Self::new("danger", label)
    }

    /// Goes to an address and submits nothing.
    #[must_use]
    pub fn to(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// Where `apart`, what it goes to opens in a window of its own: from within another site's frame,
    /// which it would not open in.
    #[must_use]
    pub fn apart(mut self, apart: bool) -> Self {
        self.apart = apart;
        self
    }

    /// Sends a name and a value with the form, to tell which button was pressed.
    #[must_use]
    pub fn sends(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.sends = Some((name.into(), value.into()));
        self
    }

    /// Posts the form to another address.
    #[must_use]
    pub fn action(mut self, action: impl Into<String>) -> Self {
        self.action = Some(action.into());
        self
    }

    /// A fuller name for screen readers, where several buttons show the same word. It must begin
    /// with the words that are seen: people who speak to their computer say those.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.named = Some(name.into());
        self
    }

    /// Greyed out, with what it lacks said beside it: the name of a scope.
    #[must_use]
    pub fn needs(mut self, scope: Option<impl Into<String>>) -> Self {
        self.needs = scope.map(Into::into);
        self
    }

    /// Submits even where the browser would complain about a field: back, remove, cancel.
    #[must_use]
    pub fn skip_checks(mut self) -> Self {
        self.skip_checks = true;
        self
    }

    /// Greyed out where `off`: it cannot be pressed now, and the page says beside it why.
    #[must_use]
    pub fn off(mut self, off: bool) -> Self {
        self.off = off;
        self
    }
}

/// A hidden value.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<input type="hidden" name="{{ name }}" value="{{ value }}">"#
)]
pub struct Hidden {
    name: String,
    value: String,
}

impl Hidden {
    /// A name and its value.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }
}

/// The name under which every form carries its CSRF token.
pub const CSRF_FIELD: &str = "csrf";

/// Stands in the summary of a form that was refused, so that the page's title can say it. As an
/// attribute it cannot come from anybody's text, whose quotes are escaped.
pub(crate) const REFUSED: Refused = Refused;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused;

impl Refused {
    const MARK: &str = " data-refused=\"\"";

    /// Whether a form within this markup was refused.
    pub(crate) fn is_in(markup: &Html) -> bool {
        markup.as_str().contains(Self::MARK)
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(Self::MARK)
    }
}

impl askama::filters::HtmlSafe for Refused {}

/// A form that posts.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r##"<form method="{{ method }}" action="{{ action }}"{% if upload %} enctype="multipart/form-data"{% endif %}{% if let Some(id) = id %} id="{{ id }}"{% endif %} class="{% if inline %}inline{% else if csrf.is_none() %}form asks{% else %}form{% endif %}"{% if let Some(named) = named %} aria-label="{{ named }}"{% endif %}>
{%- if let Some(csrf) = csrf %}<input type="hidden" name="{{ CSRF_FIELD }}" value="{{ csrf }}">{% endif %}
{%- if !errors.is_empty() %}<section class="notice bad" role="alert" tabindex="-1" autofocus{{ REFUSED }}>{{ crate::Quality::Bad.mark() }}<div><p class="title">{% if errors.len() == 1 %}One thing to put right before this can be saved{% else %}{{ errors.len() }} things to put right before this can be saved{% endif %}</p><ul>{% for (field, sentence) in errors %}<li>{% if field.is_empty() %}{{ sentence }}{% else %}<a href="#f-{{ field }}">{{ sentence }}</a>{% endif %}</li>{% endfor %}</ul></div></section>{% endif %}
{{- body }}{% if !actions.is_empty() %}<div class="actions">{{ actions }}</div>{% endif %}</form>"##
)]
pub struct Form {
    method: &'static str,
    action: String,
    id: Option<String>,
    named: Option<String>,
    csrf: Option<String>,
    errors: Vec<(String, String)>,
    body: Html,
    actions: Html,
    inline: bool,
    upload: bool,
}

impl Form {
    /// A form that changes something; `csrf` is the session's token.
    pub fn post(action: impl Into<String>, csrf: impl Into<String>) -> Self {
        Self {
            csrf: Some(csrf.into()),
            method: "post",
            ..Self::get(action)
        }
    }

    /// A form that asks for something.
    pub fn get(action: impl Into<String>) -> Self {
        Self {
            method: "get",
            action: action.into(),
            id: None,
            named: None,
            csrf: None,
            errors: Vec::new(),
            body: Html::new(),
            actions: Html::new(),
            inline: false,
            upload: false,
        }
    }

    /// A form that sends a file.
    #[must_use]
    pub fn upload(mut self) -> Self {
        self.upload = true;
        self
    }

    /// One more field or anything else.
    #[must_use]
    pub fn with(mut self, piece: impl Into<Html>) -> Self {
        self.body.push(piece);
        self
    }

    /// One more button.
    #[must_use]
    pub fn button(mut self, button: impl Into<Html>) -> Self {
        self.actions.push(button);
        self
    }

    /// What is wrong: the field's name (empty: the whole form) and a sentence.
    #[must_use]
    pub fn errors<F: Into<String>, S: Into<String>>(
        mut self,
        errors: impl IntoIterator<Item = (F, S)>,
    ) -> Self {
        self.errors
            .extend(errors.into_iter().map(|(f, s)| (f.into(), s.into())));
        self
    }

    /// The form's `id`.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The form's name for screen readers.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.named = Some(name.into());
        self
    }

    /// A form of one button, in a line of text or a cell.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.inline = true;
        self
    }
}

/// Fields under one heading, optionally folded away ("more").
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"{% if folded %}<details class="more"{% if open %} open{% endif %}><summary>{{ legend }}</summary>{{ body }}</details>{% else %}<fieldset><legend>{{ legend }}</legend>{{ body }}</fieldset>{% endif %}"#
)]
pub struct FieldGroup {
    legend: String,
    body: Html,
    folded: bool,
    open: bool,
}

impl FieldGroup {
    /// Fields that belong together.
    pub fn new(legend: impl Into<String>) -> Self {
        Self {
            legend: legend.into(),
            body: Html::new(),
            folded: false,
            open: false,
        }
    }

    /// Fields that are folded away; `open` where one of them holds an error or a value.
    pub fn more(legend: impl Into<String>, open: bool) -> Self {
        Self {
            legend: legend.into(),
            body: Html::new(),
            folded: true,
            open,
        }
    }

    /// One more field.
    #[must_use]
    pub fn with(mut self, piece: impl Into<Html>) -> Self {
        self.body.push(piece);
        self
    }
}

component!(Button, Hidden, Form, FieldGroup);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Field;

    #[test]
    fn a_button_that_lacks_a_scope_is_greyed_out_and_says_which() {
        let button = Button::primary("Add").to("/x").needs(Some("a:b:c"));
        let html = button.to_string();
        assert!(html.contains("disabled>Add</button>"), "{html}");
        assert!(html.contains("needs <code>a:b:c</code>"), "{html}");
        assert!(!html.contains("href"), "{html}");
    }

    #[test]
    fn a_form_keeps_what_was_typed_and_names_the_error_twice() {
        let form = Form::post("/x", "t0ken")
            .errors([("topic", "Give the meeting a topic.")])
            .with(
                Field::text("topic", "Topic")
                    .value("<b>")
                    .error(Some("Give the meeting a topic.")),
            )
            .button(Button::primary("Save"))
            .to_string();
        assert!(
            form.contains("<a href=\"#f-topic\">Give the meeting a topic.</a>"),
            "{form}"
        );
        assert!(form.contains("value=\"&#60;b&#62;\""), "{form}");
        assert!(form.contains("aria-invalid=\"true\""), "{form}");
        assert!(form.contains("name=\"csrf\" value=\"t0ken\""), "{form}");
    }
}
