//! Fields that choose: from a list, one of a few, yes or no.

use askama::Template;

use crate::field::attributes;
use crate::html::{Html, component};

/// One of many.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<div class="field{% if error.is_some() %} wrong{% endif %}"><label for="f-{{ name }}">{{ label }}{% if required %}<span class="req"> (required)</span>{% endif %}</label>
{%- if !hint.is_empty() %}<p class="hint" id="h-{{ name }}">{{ hint }}</p>{% endif %}
{%- if let Some(error) = error %}<p class="error" id="e-{{ name }}">{{ crate::Quality::Bad.mark() }} {{ error }}</p>{% endif -%}
<select id="f-{{ name }}" name="{{ name }}"{% if required %} required{% endif %}{{ self.common() }}>{% for (value, words) in options %}<option value="{{ value }}"{% if *value == selected.as_str() %} selected{% endif %}>{{ words }}</option>{% endfor %}</select></div>"#
)]
pub struct Select {
    name: String,
    label: Html,
    options: Vec<(String, String)>,
    selected: String,
    hint: Html,
    required: bool,
    error: Option<String>,
}

impl Select {
    /// A list to choose from.
    pub fn new(name: impl Into<String>, label: impl Into<Html>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            options: Vec::new(),
            selected: String::new(),
            hint: Html::new(),
            required: false,
            error: None,
        }
    }

    /// One must be chosen: the option without a value is none.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// One more choice: its value and its words.
    #[must_use]
    pub fn option(mut self, value: impl Into<String>, words: impl Into<String>) -> Self {
        self.options.push((value.into(), words.into()));
        self
    }

    /// The value that is chosen.
    #[must_use]
    pub fn selected(mut self, value: impl Into<String>) -> Self {
        self.selected = value.into();
        self
    }

    /// What it is for.
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

    fn common(&self) -> Html {
        Html::trusted(attributes(
            &self.name,
            !self.hint.is_empty(),
            self.error.is_some(),
        ))
    }
}

/// Yes or no. Sends `value` ("on" unless said) when ticked and nothing when not.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<div class="check{% if error.is_some() %} wrong{% endif %}"><input type="checkbox" id="{{ id }}" name="{{ name }}" value="{{ value }}"{% if checked %} checked{% endif %}{% if switch %} role="switch"{% endif %}{% if disabled %} disabled{% endif %}{{ self.common() }}><label for="{{ id }}">{{ label }}</label>{% if !hint.is_empty() %}<span class="hint" id="h-{{ id }}">{{ hint }}</span>{% endif %}
{%- if let Some(error) = error %}<p class="error" id="e-{{ id }}">{{ crate::Quality::Bad.mark() }} {{ error }}</p>{% endif %}</div>"#
)]
pub struct Checkbox {
    id: String,
    name: String,
    label: Html,
    value: String,
    checked: bool,
    switch: bool,
    disabled: bool,
    hint: Html,
    error: Option<String>,
}

impl Checkbox {
    /// A box to tick.
    pub fn new(name: impl Into<String>, label: impl Into<Html>) -> Self {
        let name = name.into();
        Self {
            id: format!("f-{name}"),
            name,
            label: label.into(),
            value: "on".to_owned(),
            checked: false,
            switch: false,
            disabled: false,
            hint: Html::new(),
            error: None,
        }
    }

    /// The value sent when ticked; where several boxes share a name, each needs its own value
    /// (it is then part of the box's `id`).
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self.id = format!("f-{}-{}", self.name, self.value);
        self
    }

    /// Ticked or not.
    #[must_use]
    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }

    /// Looks and is announced as a switch.
    #[must_use]
    pub fn switch(mut self) -> Self {
        self.switch = true;
        self
    }

    /// Cannot be changed here; the hint says why.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }

    /// What it is for.
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

    fn common(&self) -> Html {
        Html::trusted(attributes(
            &self.id,
            !self.hint.is_empty(),
            self.error.is_some(),
        ))
    }
}

#[derive(Clone, Debug)]
struct Choice {
    value: String,
    label: Html,
    hint: Html,
}

/// One of a few, all in sight.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<fieldset class="choices{% if cards %} cards{% endif %}" id="f-{{ name }}"><legend>{{ legend }}</legend>
{%- if let Some(error) = error %}<p class="error" id="e-{{ name }}">{{ crate::Quality::Bad.mark() }} {{ error }}</p>{% endif %}
{%- for choice in answers %}<div class="check"><input type="radio" id="f-{{ name }}-{{ choice.value }}" name="{{ name }}" value="{{ choice.value }}"{% if choice.value.as_str() == selected.as_str() %} checked{% endif %}{% if !choice.hint.is_empty() %} aria-describedby="h-{{ name }}-{{ choice.value }}"{% endif %}><label for="f-{{ name }}-{{ choice.value }}">{{ choice.label }}</label>{% if !choice.hint.is_empty() %}<span class="hint" id="h-{{ name }}-{{ choice.value }}">{{ choice.hint }}</span>{% endif %}</div>{% endfor %}</fieldset>"#
)]
pub struct Choices {
    name: String,
    legend: Html,
    answers: Vec<Choice>,
    selected: String,
    error: Option<String>,
    cards: bool,
}

impl Choices {
    /// A question with a few answers.
    pub fn new(name: impl Into<String>, legend: impl Into<Html>) -> Self {
        Self {
            name: name.into(),
            legend: legend.into(),
            answers: Vec::new(),
            selected: String::new(),
            error: None,
            cards: false,
        }
    }

    /// One more answer.
    #[must_use]
    pub fn choice(
        mut self,
        value: impl Into<String>,
        label: impl Into<Html>,
        hint: impl Into<Html>,
    ) -> Self {
        self.answers.push(Choice {
            value: value.into(),
            label: label.into(),
            hint: hint.into(),
        });
        self
    }

    /// The value that is chosen.
    #[must_use]
    pub fn selected(mut self, value: impl Into<String>) -> Self {
        self.selected = value.into();
        self
    }

    /// What is wrong with it.
    #[must_use]
    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    /// Each answer in a frame of its own.
    #[must_use]
    pub fn cards(mut self) -> Self {
        self.cards = true;
        self
    }
}

component!(Select, Checkbox, Choices);
