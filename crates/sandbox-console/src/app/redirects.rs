//! The redirect URL and its allow list: the same two fields on two pages, named as each page
//! names them.

use ui::{Field, Html};
use zoom_sandbox::App;

use crate::posted::Posted;

/// What stands in the two fields.
pub(crate) struct Typed {
    pub(crate) redirect: String,
    pub(crate) allowed: String,
}

impl Typed {
    pub(crate) fn of(app: &App) -> Self {
        let mut urls = app.redirect_urls.iter();
        Self {
            redirect: urls.next().cloned().unwrap_or_default(),
            allowed: urls.cloned().collect::<Vec<_>>().join("\n"),
        }
    }

    pub(crate) fn posted(posted: &Posted) -> Self {
        Self {
            redirect: posted.get("redirect_url").trim().to_owned(),
            allowed: posted.get("allow_list").to_owned(),
        }
    }

    /// The list as the Marketplace keeps it: the redirect URL first.
    ///
    /// # Errors
    /// The field and a sentence, when there is a list without a redirect URL.
    pub(crate) fn urls(&self) -> Result<Vec<String>, (&'static str, String)> {
        let mut urls: Vec<String> = Vec::new();
        for url in std::iter::once(self.redirect.as_str()).chain(self.allowed.lines()) {
            let url = url.trim();
            if !url.is_empty() && !urls.iter().any(|known| known == url) {
                urls.push(url.to_owned());
            }
        }
        if self.redirect.is_empty() && !urls.is_empty() {
            let words = "Enter the redirect URL itself; the allow list is for further ones.";
            return Err(("redirect_url", words.to_owned()));
        }
        Ok(urls)
    }

    /// The two fields.
    pub(crate) fn fields(&self, label: &str, wrong: Option<&str>) -> Html {
        ui::all![
            Field::text("redirect_url", label)
                .value(&self.redirect)
                .mono()
                .error(wrong)
                .attribute("placeholder", "https://")
                .attribute("autocomplete", "off")
                .hint(
                    "Where the browser is sent with the authorization code. Compared character \
                     by character: a slash at the end counts."
                ),
            Field::lines("allow_list", "OAuth Allow List", 2)
                .value(&self.allowed)
                .mono()
                .hint("Further redirect URLs, one a line. May stay empty.")
        ]
    }
}
