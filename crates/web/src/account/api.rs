//! The account for programs: settings, owner, changes, chat.

use ::account::{
    Act, Ask, AuditEntry, ChatMessage, ChatRun, Place, Review, Row, Saved, SettingChange,
    Subscription,
};
use axum::{Json, extract::Query, http::StatusCode};
use connect::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody},
};

/// Which account.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Of {
    #[serde(default)]
    account: String,
}

/// The settings of one account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountSettings)]
pub(super) struct SheetView {
    /// The sub-account; empty for the own account.
    account: String,
    /// Setting by setting.
    settings: Vec<SettingNow>,
    /// Why the values cannot be read, where the scopes do not allow it.
    unread: Option<Refusal>,
}

/// One setting as it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountSetting)]
struct SettingNow {
    /// As changes name it, for instance `in_meeting.chat`.
    path: &'static str,
    /// What it belongs to.
    group: &'static str,
    /// In plain words.
    label: &'static str,
    /// `on`, `off`, Zoom's word or a number as text; `null` where it cannot be read.
    value: Option<String>,
    /// The value in plain words.
    words: Option<String>,
    /// Whether users cannot change it; `null` where that cannot be read.
    locked: Option<bool>,
}

impl From<Row> for SettingNow {
    fn from(row: Row) -> Self {
        Self {
            path: row.setting.path,
            group: row.setting.group,
            label: row.setting.label,
            value: row.value,
            words: row.words,
            locked: row.locked,
        }
    }
}

/// The settings worth showing, as they stand at Zoom.
#[utoipa::path(get, path = "/api/v1/account/settings", tag = "account",
    params(("account" = Option<String>, Query, description = "a sub-account's id; else the own account")),
    responses((status = 200, body = SheetView), (status = 403, body = Problem)))]
pub(super) async fn settings(
    app: State,
    caller: Caller,
    at: Connected,
    Query(of): Query<Of>,
) -> Result<Json<SheetView>, Error> {
    let place = Place::parse(&of.account)?;
    let sheet = app
        .account
        .settings(&caller.principal, &at.id, &place)
        .await?;
    Ok(Json(SheetView {
        account: sheet.account,
        settings: sheet.settings.into_iter().map(SettingNow::from).collect(),
        unread: sheet.unread,
    }))
}

/// What is to be otherwise.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = AccountChanges)]
pub(super) struct Wanted {
    /// By path: true, false, a number, or one of Zoom's words.
    #[schema(value_type = std::collections::BTreeMap<String, Value>, example = json!({"in_meeting.chat": false}))]
    changes: serde_json::Map<String, Value>,
    /// What was seen before, by path: a change over another value is refused.
    #[schema(value_type = std::collections::BTreeMap<String, Value>, example = json!({"in_meeting.chat": true}))]
    seen: serde_json::Map<String, Value>,
    /// Only say what would be sent.
    dry_run: bool,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = AccountChanged)]
pub(super) enum Changed {
    /// Of a dry run.
    Review(Review),
    /// Of a change.
    Saved(Saved),
}

/// Change settings: only what differs is sent, then it is read back.
#[utoipa::path(patch, path = "/api/v1/account/settings", tag = "account", request_body = Wanted,
    params(("account" = Option<String>, Query, description = "a sub-account's id; else the own account")),
    responses((status = 200, body = Changed), (status = 403, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn change_settings(
    app: State,
    caller: Caller,
    at: Connected,
    Query(of): Query<Of>,
    JsonBody(sent): JsonBody<Wanted>,
) -> Result<Json<Changed>, Error> {
    let place = Place::parse(&of.account)?;
    let asks: Vec<Ask> = sent
        .changes
        .iter()
        .map(|(path, to)| Ask {
            path: path.clone(),
            to: text(to),
            was: sent.seen.get(path).map(text),
        })
        .collect();
    let who = &caller.principal;
    let account = &app.account;
    Ok(Json(if sent.dry_run {
        Changed::Review(account.review_settings(who, &at.id, &place, &asks).await?)
    } else {
        Changed::Saved(account.save_settings(who, &at.id, &place, &asks).await?)
    }))
}

/// A value as the forms write it.
fn text(value: &Value) -> String {
    match value {
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Who shall own the account.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AccountNewOwner)]
pub(super) struct NewOwner {
    /// Their mail address.
    email: String,
    /// The same address again: this cannot be taken back.
    again: String,
}

/// Hand the account to one of its admins.
#[utoipa::path(put, path = "/api/v1/account/owner", tag = "account", request_body = NewOwner,
    params(("account" = Option<String>, Query, description = "a sub-account's id; else the own account")),
    responses((status = 204), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn owner(
    app: State,
    caller: Caller,
    at: Connected,
    Query(of): Query<Of>,
    JsonBody(sent): JsonBody<NewOwner>,
) -> Result<StatusCode, Error> {
    let place = Place::parse(&of.account)?;
    app.account
        .change_owner(
            &caller.principal,
            &at.id,
            &place,
            &sent.email,
            &sent.again,
            "",
        )
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who changed which setting, newest first.
#[utoipa::path(get, path = "/api/v1/account/changes", tag = "account",
    responses((status = 200, body = Vec<SettingChange>), (status = 401, body = Problem)))]
pub(super) async fn changes(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Vec<SettingChange>>, Error> {
    Ok(Json(
        app.account
            .setting_changes(&caller.principal, &at.id)
            .await?,
    ))
}

/// The scopes that open only events: what to subscribe to, and what has arrived.
#[utoipa::path(get, path = "/api/v1/account/subscriptions", tag = "account",
    responses((status = 200, body = Vec<Subscription>), (status = 401, body = Problem)))]
pub(super) async fn subscriptions(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Vec<Subscription>>, Error> {
    Ok(Json(
        app.account.subscriptions(&caller.principal, &at.id).await?,
    ))
}

/// Which run.
#[derive(Debug, Deserialize)]
pub(super) struct Run {
    uuid: Option<String>,
}

/// Chat of meetings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountChat)]
pub(super) struct Chat {
    /// Whether what people write is kept.
    kept: bool,
    /// The meetings in which people wrote, the latest first.
    runs: Vec<ChatRun>,
    /// What was kept of the run that was asked for.
    messages: Vec<ChatMessage>,
}

/// How much was written in which meeting and, with `uuid`, what was kept of one.
#[utoipa::path(get, path = "/api/v1/account/chat", tag = "account",
    params(("uuid" = Option<String>, Query, description = "the UUID of a run")),
    responses((status = 200, body = Chat), (status = 401, body = Problem)))]
pub(super) async fn chat(
    app: State,
    caller: Caller,
    at: Connected,
    Query(run): Query<Run>,
) -> Result<Json<Chat>, Error> {
    let who = &caller.principal;
    let runs = app.account.chat_runs(who, &at.id).await?;
    let messages = match &run.uuid {
        Some(uuid) => app.account.chat_of(who, &at.id, uuid).await?,
        None => Vec::new(),
    };
    Ok(Json(Chat {
        kept: app.account.keeps_chat(&at.id).await?,
        runs,
        messages,
    }))
}

/// Whether to keep it.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AccountKeepChat)]
pub(super) struct Keep {
    keep: bool,
}

/// Keep what people write from now on, or no longer: then what was kept is deleted.
#[utoipa::path(put, path = "/api/v1/account/chat", tag = "account", request_body = Keep,
    responses((status = 204), (status = 401, body = Problem)))]
pub(super) async fn keep_chat(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(sent): JsonBody<Keep>,
) -> Result<StatusCode, Error> {
    app.account
        .keep_chat(&caller.principal, &at.id, sent.keep)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Of what.
#[derive(Debug, Deserialize)]
pub(super) struct Subject {
    subject: Option<String>,
}

/// Who did what to the account, its sub-accounts and its Zoom Events, newest first.
#[utoipa::path(get, path = "/api/v1/account/audit", tag = "account",
    params(("subject" = Option<String>, Query, description = "`settings`, `owner`, `chat`, a sub-account's or an event's id")),
    responses((status = 200, body = Vec<AuditEntry>), (status = 401, body = Problem)))]
pub(super) async fn audit(
    app: State,
    caller: Caller,
    at: Connected,
    Query(of): Query<Subject>,
) -> Result<Json<Vec<AuditEntry>>, Error> {
    let subject = of.subject.as_deref();
    Ok(Json(
        app.account
            .audit(&caller.principal, &at.id, subject)
            .await?,
    ))
}

/// What stands in the way of each act of this room and of Zoom Events.
#[utoipa::path(get, path = "/api/v1/account/obstacles", tag = "account",
    responses((status = 200, body = Vec<Refusal>), (status = 401, body = Problem)))]
pub(super) async fn obstacles(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Vec<Refusal>>, Error> {
    use connect::access::Action;
    app.may(&caller.principal, Action::Read, &at.account())?;
    Ok(Json(app.account.obstacles(&at.id, Act::ALL).await?))
}
