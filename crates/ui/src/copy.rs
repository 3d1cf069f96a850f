//! Values made to be copied. Without JavaScript they are text that one click selects whole.

use askama::Template;

use crate::html::component;

/// A value with a copy button. The button appears only where JavaScript can serve it.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<span class="copy{% if block %} block{% endif %}"><code tabindex="0" data-label="{{ label }}">{{ value }}</code><button type="button" class="btn quiet small" data-copy hidden>Copy<span class="hidden"> {{ label }}</span></button></span>"#
)]
pub struct CopyText {
    label: String,
    value: String,
    block: bool,
}

impl CopyText {
    /// `label` names the value for screen readers ("Client ID").
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            block: false,
        }
    }

    /// Several lines, kept as they are.
    #[must_use]
    pub fn block(mut self) -> Self {
        self.block = true;
        self
    }
}

/// A secret that is shown on request only. Works without JavaScript. Only the emulated Zoom
/// shows secrets; Parfocal itself never does.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<details class="reveal"><summary><span class="dots" aria-hidden="true">••••••••••••</span> Show {{ label }}</summary>{{ copy }}</details>"#
)]
pub struct Reveal {
    label: String,
    copy: CopyText,
}

impl Reveal {
    /// A secret behind one click.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        let label = label.into();
        Self {
            copy: CopyText::new(label.clone(), value),
            label,
        }
    }
}

component!(CopyText, Reveal);
