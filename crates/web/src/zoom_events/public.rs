//! The page of a published event, for anybody. Everything comes from `account::PublicEvent`, which
//! holds only what may be seen.

use ::account::{PublicEvent, PublicSpeaker};
use axum::{
    Json,
    extract::Path,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use jiff::tz::TimeZone;
use ui::{Button, Countdown, Html, Moment, PublicPage};

use crate::{Error, State, error::Problem};

/// Search engines are not to list pages whose address is their key.
const QUIET: [(HeaderName, &str); 2] = [
    (HeaderName::from_static("x-robots-tag"), "noindex"),
    (header::CACHE_CONTROL, "private, no-cache"),
];

/// The page.
pub(super) async fn page(app: State, Path(id): Path<String>) -> Result<Response, Error> {
    let event = app.account.public_event(&id).await?;
    let description = lines(&event.description);
    let kicker = if event.cancelled {
        "Event · cancelled"
    } else {
        "Event"
    };
    let page = PublicPage::new("Parfocal", "", &*event.name)
        .kicker(kicker)
        .lede(ui::all![
            (!event.tagline.is_empty()).then(|| Html::from(&event.tagline).paragraph()),
            description
        ])
        .body(speakers(&event))
        .banner(crate::layout::public_banner(&app))
        .aside(aside(&app, &event));
    Ok((QUIET, page).into_response())
}

/// A speaker's photo.
pub(super) async fn photo(
    app: State,
    Path((id, speaker)): Path<(String, String)>,
) -> Result<Response, Error> {
    let (kind, bytes) = app.account.public_photo(&id, &speaker).await?;
    let head = [(header::CONTENT_TYPE, kind)];
    Ok((QUIET, head, bytes).into_response())
}

/// What anybody with the address sees of a published event.
#[utoipa::path(get, path = "/api/v1/public/zoom-events/{id}", tag = "public", security(()),
    params(("id" = String, Path, description = "the public id")),
    responses((status = 200, body = PublicEvent), (status = 404, body = Problem)))]
pub(super) async fn json(app: State, Path(id): Path<String>) -> Result<Response, Error> {
    let event = app.account.public_event(&id).await?;
    Ok((QUIET, Json(event)).into_response())
}

fn aside(app: &State, event: &PublicEvent) -> Html {
    let mut all = when(event);
    if event.cancelled {
        all.push(ui::Notice::poor("This event is cancelled"));
        return all;
    }
    if let Some(start) = event.start.filter(|start| *start > app.clock.now()) {
        all.push(Countdown::new(start, app.clock.now()).then_reload());
    }
    match &event.register {
        Some(url) => {
            all.push(Button::primary("Register").to(&**url));
            all.push(Html::from("The link opens Zoom Events.").boxed("p", "hint"));
        }
        None => all.push(
            Html::from("How to take part is sent to those who are invited.").boxed("p", "hint"),
        ),
    }
    all
}

fn when(event: &PublicEvent) -> Html {
    let Some(start) = event.start else {
        return Html::new();
    };
    let zone = TimeZone::get(&event.zone).unwrap_or(TimeZone::UTC);
    let name = if event.zone.is_empty() {
        "UTC"
    } else {
        &event.zone
    };
    let mut held = start
        .to_zoned(zone.clone())
        .strftime("%A %-d %B %Y, %H:%M")
        .to_string();
    if let Some(end) = event.end {
        let end = end.to_zoned(zone.clone());
        let same = end.date() == start.to_zoned(zone.clone()).date();
        let until = if same { "%H:%M" } else { "%A %-d %B, %H:%M" };
        held.push('\u{2013}');
        held.push_str(&end.strftime(until).to_string());
    }
    ui::all![
        Html::from(Moment::said(start, &zone, held)).inside("b"),
        Html::from(name).inside("span"),
    ]
    .boxed("div", "when")
}

fn speakers(event: &PublicEvent) -> Html {
    if event.speakers.is_empty() {
        return Html::new();
    }
    let each: Html = event
        .speakers
        .iter()
        .map(|one| speaker(event, one))
        .collect();
    ui::all![ui::heading("Speakers"), each.boxed("div", "speakers")]
}

fn speaker(event: &PublicEvent, one: &PublicSpeaker) -> Html {
    let face = if one.photo {
        let address = format!(
            "/e/{}/speakers/{}/photo",
            ui::segment(&event.public_id),
            ui::segment(&one.id)
        );
        Html::trusted(format!(
            "<img src=\"{}\" width=\"64\" height=\"64\" alt=\"{}\" loading=\"lazy\">",
            Html::text(&address),
            Html::text(&format!("Photo of {}", one.name))
        ))
    } else {
        let initial: String = one.name.chars().take(1).collect();
        Html::from(initial).boxed("div", "av")
    };
    let links: Html = one
        .links
        .iter()
        .map(|(name, url)| ui::all![ui::link(url, format!("{name} of {}", one.name)), " "])
        .collect();
    let words = ui::all![
        Html::from(&one.name).inside("b"),
        ui::quiet(&*one.role),
        lines(&one.biography),
        links,
    ]
    .inside("div");
    ui::all![face, words].boxed("div", "speaker")
}

fn lines(text: &str) -> Html {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| Html::text(line).paragraph())
        .collect()
}
