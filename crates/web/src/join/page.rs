//! `GET /m/{id}/join`: the page a visitor joins on.

use ::meetings::{
    PublicId, Zone,
    join::{Doorway, Entitlement, Refusal},
};
use axum::{
    extract::Path,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use connect::access::{Action, Resource};
use ui::{Button, Countdown, Field, Html, Moment, Notice};

use super::{
    assets, embed,
    shell::{self, DEVICES, Files, PATIENCE, Told},
    standing::waits,
    visitor,
};
use crate::{
    Error, State,
    extract::{Peer, Session},
    public,
};

pub(super) async fn show(
    app: State,
    Path(id): Path<String>,
    session: Result<Session, Error>,
    Peer(peer): Peer,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let who = visitor::who(&app, &session, &headers, &peer);
    let door = app.meetings.doorway(&PublicId(id), &who).await?;
    let files = app.sdk.page().await;
    let ready = files.as_ref().ok().filter(|_| door.set_up);
    let own = format!("/m/{}", door.view.public_id);
    let told = Told {
        sign: format!("{own}/join/signature"),
        csrf: None,
        staff: session.is_ok_and(|session| {
            let meetings = Resource::Meetings(door.connection.clone());
            app.may(&session.principal, Action::Run, &meetings).is_ok()
        }),
        page: visitor::page(&app, &headers),
        report: format!("{own}/join/report"),
        left: app.settings.absolute(&format!("{own}/left")),
        back: own.clone(),
        app: link(&door),
        now: door.now,
        emulated: app.settings.emulated,
        sdk: ready.map(Files::of),
        panel: assets::PANEL.address(),
        troubles: Told::troubles(),
        patience: PATIENCE,
    };
    let kicker = format!("{} · join in the browser", door.view.kind.title());
    let at = At {
        own: &own,
        framed: embed::is_framed(&headers),
    };
    let form = form(&app, &door, ready.is_some(), at);
    let (topic, when) = (&door.view.topic, public::when(&door.view));
    let page = shell::page(&app, ready, topic, kicker.into(), &told, &form, when);
    Ok((visitor::introduce(&app, &headers), page).into_response())
}

/// The link that opens Zoom's app, where this viewer may see it.
pub(super) fn link(door: &Doorway) -> Option<&str> {
    let url = door.view.join_url.as_deref()?;
    (url.starts_with("https://") || url.starts_with("http://")).then_some(url)
}

/// Where a page of the door stands.
#[derive(Clone, Copy)]
struct At<'a> {
    /// The meeting's own page.
    own: &'a str,
    /// Within another site, where that page is not shown.
    framed: bool,
}

impl At<'_> {
    fn to_its_page(self) -> Button {
        Button::quiet("To its page").to(self.own).apart(self.framed)
    }
}

fn form(app: &State, door: &Doorway, ready: bool, at: At<'_>) -> Html {
    let mut all = Html::new();
    let wait = match door.entitlement {
        Entitlement::Refused(refusal) => {
            all.push(refused(door, refusal, at));
            return all;
        }
        Entitlement::Wait { until } => Some(until),
        Entitlement::Entitled => None,
    };
    if !ready {
        all.push(
            Notice::fair("Joining in the browser is not ready here")
                .to_do("Use the Zoom app; whoever runs this site can put it right."),
        );
        all.push(ways_out(door, at));
        return all;
    }
    all.push(without_script(door, at));
    if let Some(until) = wait {
        let zone = Zone::parse(&door.view.zone).unwrap_or_else(Zone::utc);
        let words = until.to_zoned(zone.rules().clone());
        let words = words.strftime("%A %-d %B %Y, %H:%M").to_string();
        let opens = Moment::said(until, zone.rules(), words);
        all.push(ui::all!["The door opens ", opens, format!(" ({}).", zone.name())].paragraph());
        all.push(Countdown::new(until, door.now));
    }
    all.push(Html::trusted(
        "<form id=\"join-form\" class=\"form\" method=\"post\" novalidate hidden>",
    ));
    let (name, mail) = door.registered.clone().unwrap_or_default();
    all.push(
        Field::text("name", "Your name")
            .hint("The others will see it.")
            .value(name)
            .attribute("maxlength", "64")
            .attribute("autocomplete", "name")
            .required(),
    );
    if door.asks.mail {
        all.push(
            Field::of("email", "email", "Your mail address")
                .hint("Zoom lets nobody into a webinar without one; the host sees it.")
                .value(mail)
                .attribute("autocomplete", "email")
                .required(),
        );
    }
    if door.asks.passcode {
        all.push(
            Field::text("passcode", "Passcode")
                .hint("It is in your invitation.")
                .attribute("autocomplete", "off")
                .mono()
                .required(),
        );
    }
    all.push(Html::trusted(DEVICES));
    if let Some(consent) = &app.settings.join.consent {
        all.push(Html::trusted(format!(
            "<div class=\"field\"><label class=\"check\"><input type=\"checkbox\" id=\"f-consent\" \
             name=\"consent\" required> <span>{}</span></label></div>",
            Html::text(consent)
        )));
    }
    let label = if wait.is_some() {
        "Let me in when it opens"
    } else {
        "Join"
    };
    let mut doors = Html::new().with(Button::primary(label));
    doors.push(link(door).map(|url| Button::quiet("Open in the Zoom app").to(url)));
    all.push(doors.boxed("div", "actions"));
    all.push(Html::trusted(
        "<p id=\"join-say\" role=\"status\" aria-live=\"polite\"></p></form>",
    ));
    all
}

/// Why not, and what to do instead.
fn refused(door: &Doorway, refusal: Refusal, at: At<'_>) -> Html {
    let own = at.own;
    if refusal == Refusal::Pending {
        return ui::all![
            waits(&door.view.public_id, door.hears, &format!("{own}/join")),
            ui::all![at.to_its_page()].boxed("div", "actions"),
        ];
    }
    let notice = Notice::fair(format!("You cannot join this {} here", door.view.kind));
    if at.framed {
        let way = ui::all![embed::to_its_page(refusal, own)].boxed("div", "actions");
        return ui::all![notice.text(embed::in_a_frame(refusal)), way];
    }
    let mut ways = Html::new();
    match refusal {
        Refusal::SignIn => {
            let next = ui::query([("next", format!("{own}/join"))]);
            ways.push(Button::primary("Sign in").to(format!("/sign-in?{next}")));
            ways.push(at.to_its_page());
        }
        Refusal::Register => ways.push(Button::primary("Register").to(own)),
        _ => ways.push(at.to_its_page()),
    }
    ui::all![
        notice.text(refusal.to_string()),
        ways.boxed("div", "actions")
    ]
}

/// Zoom's client is a program; without scripts its own app is the way.
fn without_script(door: &Doorway, at: At<'_>) -> Html {
    let said = ui::all![
        Notice::fair("This browser runs no scripts, and the meeting in the browser is one")
            .to_do("Allow scripts for this page, or use the Zoom app."),
        ways_out(door, at),
    ];
    said.inside("noscript")
}

fn ways_out(door: &Doorway, at: At<'_>) -> Html {
    let mut ways = Html::new();
    ways.push(link(door).map(|url| Button::primary("Open in the Zoom app").to(url)));
    ways.push(at.to_its_page());
    ways.boxed("div", "actions")
}
