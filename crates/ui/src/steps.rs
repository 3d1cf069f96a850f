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
    source = r#"<nav class="steps" aria-label="{{ label }}"><ol>{% for step in list %}<li class="{% match step.stand %}{% when Stand::Done %}done{% when Stand::Current %}current{% when Stand::ToDo %}todo{% endmatch %}">
{%- match (step.href.as_deref(), saves.as_deref()) %}{% when (Some(href), Some(form)) %}<button type="submit" form="{{ form }}" name="go" value="{{ href }}" formnovalidate{% if step.stand == Stand::Current %} aria-current="step"{% endif %}>{{ step.label }}</button>{% when (Some(href), None) %}<a href="{{ href }}"{% if step.stand == Stand::Current %} aria-current="step"{% endif %}>{{ step.label }}</a>{% when (None, _) %}<span{% if step.stand == Stand::Current %} aria-current="step"{% endif %}>{{ step.label }}</span>{% endmatch -%}
{% if step.stand == Stand::Done %}<span class="hidden"> (done)</span>{% endif %}</li>{% endfor %}</ol></nav>"#
)]
pub struct Steps {
    label: String,
    list: Vec<Step>,
    saves: Option<String>,
}

impl Steps {
    /// `label` names the list for screen readers ("Setting up the app").
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            list: Vec::new(),
            saves: None,
        }
    }

    /// Adds a step with a link.
    #[must_use]
    pub fn step(mut self, label: impl Into<String>, href: impl Into<String>, stand: Stand) -> Self {
        self.list.push(Step {
            label: label.into(),
            href: Some(href.into()),
            stand,
        });
        self
    }

    /// Every step submits the form with this `id` on its way, so that nothing typed is lost; the
    /// step's address comes with the form as `go`.
    #[must_use]
    pub fn saving(mut self, form: impl Into<String>) -> Self {
        self.saves = Some(form.into());
        self
    }

    /// Adds a step without a link.
    #[must_use]
    pub fn plain(mut self, label: impl Into<String>, stand: Stand) -> Self {
        self.list.push(Step {
            label: label.into(),
            href: None,
            stand,
        });
        self
    }
}

component!(Steps);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_can_save_the_page_on_its_way() {
        let steps = Steps::new("App").step("Embed", "/apps/1/embed", Stand::ToDo);
        assert!(steps.to_string().contains("<a href=\"/apps/1/embed\""));
        let html = steps.saving("page").to_string();
        assert!(
            html.contains("form=\"page\" name=\"go\" value=\"/apps/1/embed\""),
            "{html}"
        );
    }
}
