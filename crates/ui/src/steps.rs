//! The steps of a wizard or of an app's set-up, with where one stands.

use askama::Template;

use crate::html::component;

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Behind us.
    Done,
    /// On this page.
    Current,
    /// Ahead.
    ToDo,
}

#[derive(Clone, Debug)]
struct Step {
    label: String,
    href: Option<String>,
    stand: Stand,
}

/// A numbered list of steps; each may be a link.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<nav class="steps" aria-label="{{ label }}"><ol>{% for step in steps %}<li class="{% match step.stand %}{% when Stand::Done %}done{% when Stand::Current %}current{% when Stand::ToDo %}todo{% endmatch %}">
{%- if let Some(href) = step.href %}<a href="{{ href }}"{% if step.stand == Stand::Current %} aria-current="step"{% endif %}>{{ step.label }}</a>{% else %}<span{% if step.stand == Stand::Current %} aria-current="step"{% endif %}>{{ step.label }}</span>{% endif -%}
{% if step.stand == Stand::Done %}<span class="hidden"> (done)</span>{% endif %}</li>{% endfor %}</ol></nav>"#
)]
pub struct Steps {
    label: String,
    steps: Vec<Step>,
}

impl Steps {
    /// `label` names the list for screen readers ("Setting up the app").
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            steps: Vec::new(),
        }
    }

    /// Adds a step with a link.
    #[must_use]
    pub fn step(mut self, label: impl Into<String>, href: impl Into<String>, stand: Stand) -> Self {
        self.steps.push(Step {
            label: label.into(),
            href: Some(href.into()),
            stand,
        });
        self
    }

    /// Adds a step without a link.
    #[must_use]
    pub fn plain(mut self, label: impl Into<String>, stand: Stand) -> Self {
        self.steps.push(Step {
            label: label.into(),
            href: None,
            stand,
        });
        self
    }
}

component!(Steps);
