//! A user as Zoom shows one: alone, and as a row of the list.

use serde::Serialize;
use serde_json::Value;

use crate::world::{Organisation, Status, User, time};

/// `GET /users/{userId}`. Fields Zoom leaves out when it has nothing are left out.
#[derive(Debug, Serialize)]
pub(in crate::rest) struct Alone<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    first_name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    last_name: &'a str,
    display_name: std::borrow::Cow<'a, str>,
    email: &'a str,
    #[serde(rename = "type")]
    kind: u8,
    role_name: &'static str,
    pmi: u64,
    use_pmi: bool,
    personal_meeting_url: String,
    timezone: &'a str,
    verified: u8,
    dept: &'a str,
    created_at: String,
    user_created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_login_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_client_version: Option<String>,
    host_key: String,
    cms_user_id: &'a str,
    jid: String,
    group_ids: [&'static str; 0],
    im_group_ids: [&'static str; 0],
    account_id: &'a str,
    account_number: u64,
    language: &'a str,
    phone_country: &'static str,
    phone_number: &'static str,
    status: &'static str,
    job_title: &'a str,
    company: &'a str,
    location: &'a str,
    cost_center: &'a str,
    manager: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pronouns: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pronouns_option: Option<i64>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    custom_attributes: &'a [Value],
    phone_numbers: &'a [Value],
    login_types: &'a [i64],
    role_id: &'static str,
    cluster: &'static str,
}

/// A row of `GET /users`.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    first_name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    last_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<std::borrow::Cow<'a, str>>,
    email: &'a str,
    #[serde(rename = "type")]
    kind: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pmi: Option<u64>,
    timezone: &'a str,
    verified: u8,
    dept: &'a str,
    created_at: String,
    user_created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_login_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_client_version: Option<String>,
    language: &'a str,
    status: &'static str,
    role_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    host_key: Option<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    custom_attributes: &'a [Value],
}

fn version(user: &User) -> Option<String> {
    user.client()
        .map(|client| format!("{}({})", client.version, client.platform))
}

/// Six digits a host claims their meeting with; their own, or one that follows from their PMI.
fn host_key(user: &User) -> String {
    let own = user.details().host_key.clone();
    own.unwrap_or_else(|| format!("{:06}", user.pmi.wrapping_mul(7_919) % 1_000_000))
}

/// One user alone.
pub(in crate::rest) fn alone<'a>(
    of: &'a Organisation,
    user: &'a User,
    web: &str,
    now: i64,
) -> Alone<'a> {
    let details = user.details();
    let text = |own: &'a Option<String>| own.as_deref().unwrap_or_default();
    let created = time::utc(user.created_at);
    Alone {
        id: &user.id,
        first_name: &user.first_name,
        last_name: &user.last_name,
        display_name: user.name(),
        email: &user.email,
        kind: user.kind,
        role_name: user.role.name(),
        pmi: user.pmi,
        use_pmi: details.use_pmi,
        personal_meeting_url: format!("{web}/j/{}", user.pmi),
        timezone: user.zone_name(),
        verified: u8::from(user.status != Status::Pending),
        dept: &user.dept,
        created_at: created.clone(),
        user_created_at: created,
        last_login_time: user.last_login(of.root, now).map(time::utc),
        last_client_version: version(user),
        host_key: host_key(user),
        cms_user_id: text(&details.cms_user_id),
        jid: format!("{}@xmpp.zoom.us", user.id.to_lowercase()),
        group_ids: [],
        im_group_ids: [],
        account_id: &of.account.id,
        account_number: of.account.number,
        language: details.language.as_deref().unwrap_or("en-US"),
        phone_country: "",
        phone_number: "",
        status: user.status.as_str(),
        job_title: details.job_title.as_deref().unwrap_or(user.title()),
        company: details.company.as_deref().unwrap_or(of.account.name),
        location: details.location.as_deref().unwrap_or(user.place().name),
        cost_center: text(&details.cost_center),
        manager: text(&details.manager),
        pronouns: details.pronouns.as_deref(),
        pronouns_option: details.pronouns_option,
        custom_attributes: &details.custom_attributes,
        phone_numbers: &details.phone_numbers,
        login_types: match details.login_types.as_slice() {
            [] => &[100],
            own => own,
        },
        role_id: user.role_id(),
        cluster: "us02",
    }
}

/// One user as a row. Pending users have no name, number or visit yet.
pub(super) fn row<'a>(of: &'a Organisation, user: &'a User, fields: &str, now: i64) -> Row<'a> {
    let pending = user.status == Status::Pending;
    let details = user.details();
    let created = time::utc(user.created_at);
    Row {
        id: &user.id,
        first_name: if pending { "" } else { &user.first_name },
        last_name: if pending { "" } else { &user.last_name },
        display_name: (!pending).then(|| user.name()),
        email: &user.email,
        kind: user.kind,
        pmi: (!pending).then_some(user.pmi),
        timezone: user.zone_name(),
        verified: u8::from(!pending),
        dept: &user.dept,
        created_at: created.clone(),
        user_created_at: created,
        last_login_time: user.last_login(of.root, now).map(time::utc),
        last_client_version: version(user),
        language: details.language.as_deref().unwrap_or("en-US"),
        status: user.status.as_str(),
        role_id: user.role_id(),
        host_key: fields.contains("host_key").then(|| host_key(user)),
        custom_attributes: if fields.contains("custom_attributes") {
            &details.custom_attributes
        } else {
            &[]
        },
    }
}
