//! One credential set as the page shows it: how it stands, what was found, its fields, its steps,
//! what works with it.

use connect::{CredentialSet, Feature, Finding, SetKind, SetState, Severity};
use jiff::tz::TimeZone;
use ui::{Badge, Button, Card, Facts, FieldGroup, Form, Html, Moment, Notice, Quality};

use super::{
    about_sdk,
    fields::{self, Typed},
    headline, scopes, steps, works,
};
use crate::{State, extract::Session};

/// What a block is made from.
pub(super) struct Block<'a> {
    pub app: &'a State,
    pub session: &'a Session,
    pub kind: SetKind,
    pub set: Option<&'a CredentialSet>,
    pub features: &'a [Feature],
    pub typed: Option<&'a Typed>,
    /// Which list of scopes it shows.
    pub chosen: &'a scopes::Chosen,
    /// What stands first in it: the answer to what was just done.
    pub first: Html,
}

impl Block<'_> {
    pub(super) fn card(&self) -> Card {
        let name = self
            .set
            .map(|set| set.app_name.as_str())
            .filter(|name| !name.is_empty());
        let title = match name {
            Some(name) => format!("{} “{name}”", self.kind.title()),
            None => self.kind.title().to_owned(),
        };
        Card::new(title)
            .id(self.kind.key())
            .span(4)
            .aside(self.badge())
            .body(
                ui::all![
                    self.first.clone(),
                    about_sdk::section(self.app, self.kind),
                    self.findings(),
                    self.facts(),
                    self.form(),
                    self.buttons(),
                    FieldGroup::more(steps::title(self.kind), self.set.is_none())
                        .with(steps::list(self.app, self.kind)),
                    self.works(),
                    scopes::section(self.kind, self.set, self.chosen),
                ]
                .boxed("div", "stack"),
            )
    }

    fn badge(&self) -> Badge {
        match self.set.map(|set| &set.state) {
            None => Badge::new(Quality::Plain, "not set up"),
            Some(SetState::Saved) => Badge::new(Quality::Plain, "saved, not checked"),
            Some(SetState::NotAuthorized) => Badge::new(Quality::Fair, "waits for Add and Allow"),
            Some(SetState::Works) if self.kind == SetKind::MeetingSdk => {
                Badge::new(Quality::Good, "saved, used at the first join")
            }
            Some(SetState::Works) if self.set.is_some_and(headline::flawed) => {
                Badge::new(Quality::Poor, "accepted, with a problem")
            }
            Some(SetState::Works) => Badge::new(Quality::Good, "works"),
            Some(SetState::CouldNotBeChecked { .. }) => {
                Badge::new(Quality::Fair, "saved, could not be checked")
            }
            Some(SetState::Refused { .. }) => Badge::new(Quality::Bad, "refused"),
            Some(SetState::NeedsRenewal { .. }) => Badge::new(Quality::Poor, "needs renewal"),
        }
    }

    fn findings(&self) -> Html {
        let Some(set) = self.set else {
            return Html::new();
        };
        if let SetState::NeedsRenewal { cause } = &set.state {
            let renew = Button::primary("Renew").action("/zoom/authorize");
            let form = Form::post("/zoom/authorize", &*self.session.csrf)
                .inline()
                .with(renew);
            return Notice::poor("This app must be allowed once more")
                .text(cause.says())
                .actions(form)
                .into();
        }
        let found = set.report.iter().flat_map(|report| &report.findings);
        found
            .filter(|finding| finding.severity != Severity::Good)
            .map(notice)
            .collect()
    }

    fn facts(&self) -> Html {
        let Some(set) = self.set else {
            return Html::new();
        };
        let now = self.app.clock.now();
        let ago = |at| Moment::relative(at, now, &TimeZone::UTC);
        let mut facts = Facts::new().fact("Client ID", ui::code(&set.client_id));
        if let Some(id) = &set.account_id {
            facts = facts.fact("Account ID", ui::code(id));
        }
        facts = facts.fact(
            "Client Secret",
            if set.has_secret { "saved" } else { "missing" },
        );
        facts = facts.fact("Saved", ago(set.saved_at));
        if let Some(at) = set.authorized_at {
            facts = facts.fact("Allowed", ago(at));
        }
        facts = match set.checked_at {
            Some(at) => facts.fact("Checked", ago(at)),
            None => facts.fact("Checked", "never"),
        };
        if let Some(scopes) = &set.scopes {
            facts = facts.fact("Scopes granted", ui::number(scopes.len()));
        }
        facts.into()
    }

    fn form(&self) -> Form {
        let redirect_url = self.app.settings.redirect_url();
        let fields = fields::of(self.kind, self.set, self.typed, &redirect_url);
        let errors = self
            .typed
            .map(|typed| typed.errors.clone())
            .unwrap_or_default();
        let settled = self.set.is_some_and(|set| set.state.usable());
        let save = format!("Save {} credentials", headline::short(self.kind));
        let form = Form::post(format!("/zoom/{}", self.kind.key()), &*self.session.csrf)
            .named(self.kind.title())
            .errors(
                errors
                    .into_iter()
                    .map(|(field, sentence)| (fields::on_page(self.kind, &field), sentence)),
            );
        if settled {
            let body = FieldGroup::more("Change the credentials", self.typed.is_some())
                .with(fields)
                .with(Button::primary("Save").named(save));
            return form.with(body);
        }
        form.with(fields).button(
            Button::primary("Save and check")
                .named(format!("Save and check: {}", headline::short(self.kind))),
        )
    }

    fn buttons(&self) -> Html {
        let Some(set) = self.set else {
            return Html::new();
        };
        let short = headline::short(self.kind);
        let post = |path: &str, button: Button| {
            Form::post(path, &*self.session.csrf).inline().with(button)
        };
        let mut out = Html::new();
        if self.kind == SetKind::Monitoring {
            let words = match set.state {
                SetState::NotAuthorized | SetState::Saved => "Add and Allow at Zoom",
                _ => "Add and Allow again (after a change of scopes)",
            };
            out.push(post("/zoom/authorize", Button::quiet(words)));
        }
        out.push(post(
            &format!("/zoom/{}/check", self.kind.key()),
            Button::quiet("Check again").named(format!("Check again: {short}")),
        ));
        out.push(
            Button::danger("Forget")
                .named(format!("Forget the {short} credentials"))
                .to(format!("/zoom/{}/forget", self.kind.key())),
        );
        out.boxed("div", "actions")
    }

    fn works(&self) -> Html {
        if works::beneath(self.kind, self.features).is_empty() {
            return Html::new();
        }
        let heading = Html::text("What works").inside("h3");
        let summary = Html::from(works::summary(self.kind, self.set, self.features)).paragraph();
        let table = works::table(self.kind, self.set, self.features);
        let open = self.set.is_some() && works::any_is_missing(self.kind, self.features);
        ui::all![
            heading,
            summary,
            FieldGroup::more("Each feature and what it takes", open).with(table)
        ]
    }
}

/// A finding as a sentence, with Zoom's words and what to do.
pub(crate) fn notice(finding: &Finding) -> Notice {
    let quality = match finding.severity {
        Severity::Good => Quality::Good,
        Severity::Hint => Quality::Plain,
        Severity::Unsure => Quality::Fair,
        Severity::Problem => Quality::Bad,
    };
    let said = finding
        .zoom_said
        .as_ref()
        .map(|said| format!("Zoom said: {said}"));
    Notice::new(quality, ui::said(&finding.says))
        .text(said)
        .to_do(ui::said(&finding.what_to_do))
}
