//! Who changed which setting, as Zoom tells it; and the scopes that open only events.

use ::account::Subscription;
use connect::Cause;
use connect::access::Action;
use jiff::{Timestamp, tz::TimeZone};
use ui::{Badge, Card, Column, CopyText, Html, Moment, Page, Quality, State as Panel, Table};

use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
};

/// The page.
pub(super) async fn show(app: State, session: Session, at: Connected) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.account())?;
    let who = &session.principal;
    let changes = app.account.setting_changes(who, &at.id).await?;
    let mut table = Table::new("Changed settings, the newest first")
        .column(Column::text("When"))
        .column(Column::text("Who"))
        .column(Column::text("Account"))
        .column(Column::text("Setting"))
        .column(Column::text("Was"))
        .column(Column::text("Is"))
        .empty(Panel::empty("No change was told yet").text(
            "Zoom tells them once account.settings_updated is subscribed; the card below says \
                 how far that is.",
        ));
    for one in &changes {
        let setting = if one.label == one.path {
            ui::code(&one.path)
        } else {
            Html::from(&one.label)
        };
        table = table.row([
            ui::all![Moment::minute(one.at, &TimeZone::UTC), " UTC"],
            Html::from(&one.operator),
            if one.account.is_empty() {
                Html::from("own")
            } else {
                ui::code(&one.account)
            },
            setting,
            Html::from(&one.was),
            Html::from(&one.now).inside("b"),
        ]);
    }
    let told = app.account.subscriptions(who, &at.id).await?;
    let card = Card::new("What Zoom must be asked to tell")
        .span(4)
        .body(subscriptions(&told, app.clock.now()));
    let sentence = match changes.first() {
        Some(last) => {
            let when = ui::relative(last.at.duration_since(app.clock.now()));
            format!("A setting was changed {when}")
        }
        None => "Zoom has told of no changed setting yet".to_owned(),
    };
    Ok(
        layout::page(&app, &session, "Account changes", "/account/changes")
            .sentence(sentence)
            .body(ui::all![table, ui::grid([card])]),
    )
}

/// Scope by scope: the events to tick, and whether one has come.
pub(crate) fn subscriptions(told: &[Subscription], now: Timestamp) -> Html {
    let mut table = Table::new("Scopes that open only events")
        .column(Column::text("Scope"))
        .column(Column::text("Events to add"))
        .column(Column::text("Stands"));
    for one in told {
        let stands: Html = match (&one.last_at, &one.missing) {
            (Some(at), _) => ui::all![
                Badge::new(Quality::Good, "events arrive"),
                " ",
                Moment::relative(*at, now, &TimeZone::UTC)
            ],
            (None, Some(why)) if why.cause == Cause::MissingScopes => {
                Badge::new(Quality::Plain, "the app lacks the scope").into()
            }
            (None, Some(_)) => Badge::new(Quality::Plain, "cannot be told now").into(),
            (None, None) => Badge::new(Quality::Plain, "no such event has come yet").into(),
        };
        let events = format!("Under {}: ", one.section);
        table = table.row([
            ui::code(one.scope),
            ui::all![events, CopyText::new("Events", one.events.join(" "))],
            stands,
        ]);
    }
    table.into()
}
