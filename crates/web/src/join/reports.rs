//! How joining in the browser goes, for the administration: over all meetings, and beside one.

use ::meetings::{
    Scheduled,
    join::{JoinCount, Ratings, TroubleReport},
};
use connect::ConnectionId;
use jiff::tz::TimeZone;
use ui::{Column, Html, Moment, Page, Table};

use crate::{
    Error, State,
    extract::{Connected, Session},
    layout, sdk,
};

/// `GET /join-reports`.
pub(super) async fn show(app: State, session: Session, at: Connected) -> Result<Page, Error> {
    let reports = app.meetings.reports(&session.principal, &at.id).await?;
    let times: i64 = reports.iter().map(|one| one.times).sum();
    let sentence = match times {
        0 => "Nobody was turned away while joining in the browser".to_owned(),
        1 => "One join in the browser failed".to_owned(),
        times => format!("{times} joins in the browser failed"),
    };
    let body =
        if reports.is_empty() {
            layout::boxed(ui::State::empty("No browser has reported a failed join").text(
            "The codes that visitors’ browsers report will be here, without saying whose they \
             were. How one meeting was joined is on its own page.",
        ))
        } else {
            ui::all![too_old(&app, &at.id).await?, table(&reports)]
        };
    Ok(
        layout::page(&app, &session, "Joining in the browser", "/meetings")
            .sentence(sentence)
            .subline(ui::all![
                ui::link("/meetings", "All meetings"),
                " · ",
                ui::link("/zoom/sdk", "Zoom's Meeting SDK")
            ])
            .body(body),
    )
}

/// What stands beside one meeting.
pub(crate) async fn card(app: &State, session: &Session, one: &Scheduled) -> Result<Html, Error> {
    let (who, id) = (&session.principal, &one.public_id);
    let outcomes = app.meetings.join_counts(who, id).await?;
    let reports = app.meetings.reports_of(who, id).await?;
    let ratings = app.meetings.ratings(who, id).await?;
    let mut all = Html::new();
    if reports.iter().any(|one| one.code == "10000") {
        all.push(too_old(app, &one.connection).await?);
    }
    if outcomes.is_empty() {
        all.push(Html::from("Nobody has pressed Join on its page yet.").paragraph());
    } else {
        all.push(clicks(&outcomes));
    }
    if !reports.is_empty() {
        all.push(table(&reports));
    }
    all.push(rated(&ratings));
    let more = ui::link("/join-reports", "What failed in all meetings");
    Ok(all.with(more.paragraph()))
}

/// That the version that is served now is refused, as far as it is known.
async fn too_old(app: &State, id: &ConnectionId) -> Result<Html, Error> {
    let status = app.sdk.status().await;
    let said = sdk::refused(&app.meetings, &status, id).await?;
    Ok(said.map_or_else(Html::new, |said| {
        sdk::too_old(&said, &status.enforcement).into()
    }))
}

fn table(reports: &[TroubleReport]) -> Table {
    let mut table = Table::new("What failed")
        .column(Column::text("Code"))
        .column(Column::text("What is behind it"))
        .column(Column::text("SDK"))
        .column(Column::number("Times"))
        .column(Column::number("Visitors"))
        .column(Column::text("Last"));
    for one in reports {
        table = table.row([
            ui::code(&one.code),
            ui::said(&one.meaning),
            Html::from(&one.sdk),
            ui::number(one.times),
            one.visitors.map_or_else(|| ui::quiet("–"), ui::number),
            ui::all![Moment::minute(one.last_at, &TimeZone::UTC), " UTC"],
        ]);
    }
    table
}

fn clicks(outcomes: &[JoinCount]) -> Table {
    let mut table = Table::new("What came of Join")
        .column(Column::text("What"))
        .column(Column::number("Times"))
        .column(Column::text("Last"));
    for one in outcomes {
        table = table.row([
            Html::from(words(&one.outcome)),
            ui::number(one.times),
            ui::all![Moment::minute(one.last_at, &TimeZone::UTC), " UTC"],
        ]);
    }
    table
}

fn words(outcome: &str) -> &str {
    match outcome {
        "signed" => "given a signature",
        "registered" => "registered",
        "wait" => "came before the door opened",
        "name" => "typed no name",
        "mail" => "typed no mail address",
        "passcode" => "typed a wrong passcode",
        "throttled" => "tried too often",
        "sign_in" => "was not signed in",
        "register" => "had not registered",
        "pending" => "was not confirmed yet",
        "denied" => "was not confirmed",
        "invited" => "was not invited",
        "cancelled" => "came though it was cancelled",
        "over" => "came after the end",
        "not_set_up" => "found no Meeting SDK app set up",
        other => other,
    }
}

fn rated(ratings: &Ratings) -> Html {
    let Some(mean) = ratings.mean else {
        return Html::from("No ratings yet.").paragraph();
    };
    let people = match ratings.count {
        1 => "one person".to_owned(),
        count => format!("{count} people"),
    };
    let said = ratings.latest.iter().filter(|one| !one.words.is_empty());
    let said: Vec<Html> = said
        .map(|one| Html::from(format!("{} of 5: {}", one.stars, one.words)))
        .collect();
    let list = if said.is_empty() {
        Html::new()
    } else {
        ui::list(said)
    };
    ui::all![
        Html::from(format!("Rated {mean:.1} of 5 by {people}.")).paragraph(),
        list
    ]
}
