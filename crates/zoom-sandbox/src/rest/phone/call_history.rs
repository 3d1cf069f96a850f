//! `GET /phone/call_history`: the account's calls that are over, newest first.

use serde::Serialize;

use super::scene;
use crate::{
    call::{Call, Reply},
    rest::{page::Page, scene::Answer, window::Window},
    world::{Organisation, PhoneCall, World, extension, phone_number, time},
};

/// Zoom gives the same rows under an older and a newer name; the id's name differs.
#[derive(Serialize)]
struct List {
    from: String,
    to: String,
    page_count: usize,
    page_size: usize,
    total_records: usize,
    next_page_token: String,
    call_logs: Vec<Older>,
    call_history: Vec<Newer>,
}

#[derive(Serialize)]
struct Older {
    id: String,
    #[serde(flatten)]
    row: Row,
}

#[derive(Serialize)]
struct Newer {
    call_history_uuid: String,
    #[serde(flatten)]
    row: Row,
}

#[derive(Clone, Serialize)]
struct Row {
    call_id: String,
    direction: &'static str,
    international: bool,
    start_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_time: Option<String>,
    end_time: String,
    /// Seconds talked.
    duration: i64,
    connect_type: &'static str,
    call_type: &'static str,
    call_result: &'static str,
    hide_caller_id: bool,
    end_to_end: bool,
    #[serde(flatten)]
    caller: Caller,
    #[serde(flatten)]
    callee: Callee,
    department: String,
    cost_center: &'static str,
    site_id: String,
    site_name: &'static str,
    recording_status: &'static str,
}

macro_rules! end_of_call {
    ($name:ident, $ext_id:literal, $did:literal, $ext:literal, $who:literal, $email:literal,
     $kind:literal, $number_kind:literal, $device:literal, $iso:literal) => {
        #[derive(Clone, Serialize)]
        struct $name {
            #[serde(rename = $ext_id, skip_serializing_if = "Option::is_none")]
            extension_id: Option<String>,
            #[serde(rename = $did)]
            number: String,
            #[serde(rename = $ext, skip_serializing_if = "Option::is_none")]
            extension: Option<String>,
            #[serde(rename = $who)]
            name: String,
            #[serde(rename = $email, skip_serializing_if = "Option::is_none")]
            email: Option<String>,
            #[serde(rename = $kind, skip_serializing_if = "Option::is_none")]
            kind: Option<&'static str>,
            #[serde(rename = $number_kind)]
            number_kind: &'static str,
            #[serde(rename = $device, skip_serializing_if = "Option::is_none")]
            device: Option<String>,
            #[serde(rename = $iso)]
            country: &'static str,
        }

        impl From<End> for $name {
            fn from(end: End) -> Self {
                Self {
                    extension_id: end.extension.map(|number| format!("ext-{number}")),
                    number: end.number,
                    extension: end.extension.map(|number| number.to_string()),
                    name: end.name,
                    kind: end.email.is_some().then_some("user"),
                    number_kind: if end.email.is_some() {
                        "zoom_pstn"
                    } else {
                        "external_pstn"
                    },
                    email: end.email,
                    device: end.device,
                    country: end.country,
                }
            }
        }
    };
}

end_of_call!(
    Caller,
    "caller_ext_id",
    "caller_did_number",
    "caller_ext_number",
    "caller_name",
    "caller_email",
    "caller_ext_type",
    "caller_number_type",
    "caller_device_type",
    "caller_country_iso_code"
);
end_of_call!(
    Callee,
    "callee_ext_id",
    "callee_did_number",
    "callee_ext_number",
    "callee_name",
    "callee_email",
    "callee_ext_type",
    "callee_number_type",
    "callee_device_type",
    "callee_country_iso_code"
);

/// One end of a call.
struct End {
    extension: Option<u64>,
    number: String,
    name: String,
    email: Option<String>,
    device: Option<String>,
    country: &'static str,
}

fn row(of: &Organisation, call: &PhoneCall) -> Option<(String, Row)> {
    let user = of.people.get(call.user)?;
    let place = user.place();
    let inside = End {
        extension: Some(extension(call.user)),
        number: phone_number(of.root, &of.people, call.user),
        name: user.name().into_owned(),
        email: Some(user.email.to_string()),
        device: user.client().map(|client| {
            format!(
                "{}_Client({})",
                client.platform.to_uppercase(),
                client.version
            )
        }),
        country: place.country_code,
    };
    let outside = End {
        extension: None,
        number: call.other_number.clone(),
        name: call.other_name.to_owned(),
        email: None,
        device: None,
        country: if call.international {
            "DE"
        } else {
            place.country_code
        },
    };
    let (from, to) = if call.inbound {
        (outside, inside)
    } else {
        (inside, outside)
    };
    let mut chance = call.chance;
    let (left, right) = (chance.bits(), chance.bits());
    let id = format!(
        "{}-{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        time::date(call.start).strftime("%Y%m%d"),
        left >> 32,
        (left >> 16) & 0xffff,
        left & 0xffff,
        right >> 48,
        right & 0xffff_ffff_ffff
    );
    Some((
        id,
        Row {
            call_id: (7_000_000_000_000_000_000 + right % 1_000_000_000_000_000).to_string(),
            direction: if call.inbound { "inbound" } else { "outbound" },
            international: call.international,
            start_time: time::utc(call.start),
            answer_time: call.answered.map(time::utc),
            end_time: time::utc(call.end),
            duration: call.talked(),
            connect_type: "external",
            call_type: "general",
            call_result: call.result,
            hide_caller_id: false,
            end_to_end: false,
            caller: from.into(),
            callee: to.into(),
            department: user.dept.to_string(),
            cost_center: "",
            site_id: format!("site-{}", user.office),
            site_name: place.name,
            recording_status: "non_recorded",
        },
    ))
}

/// The values of a list parameter: repeated, with `[]`, or with commas.
fn wanted<'a>(call: &'a Call<'_>, name: &str) -> Vec<&'a str> {
    call.query
        .iter()
        .filter(|(key, _)| key.trim_end_matches("[]") == name)
        .flat_map(|(_, value)| value.split(','))
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .collect()
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    super::subscribed(&of)?;
    let page = Page::of(call, 30, 300)?;
    let window = Window::of(call)?;
    let (directions, results) = (wanted(call, "directions"), wanted(call, "call_results"));
    let department = call.query("department");
    let keyword = call.query("keyword").map(str::to_lowercase);
    let mut found = of.calls(window.from, window.to, scene::now(call));
    found.retain(|one| {
        let direction = if one.inbound { "inbound" } else { "outbound" };
        let user = of.people.get(one.user);
        (directions.is_empty() || directions.contains(&direction))
            && (results.is_empty() || results.contains(&one.result))
            && department.is_none_or(|wanted| user.is_some_and(|user| user.dept == wanted))
            && keyword.as_deref().is_none_or(|word| {
                one.other_name.to_lowercase().contains(word)
                    || one.other_number.contains(word)
                    || user.is_some_and(|user| user.name().to_lowercase().contains(word))
            })
    });
    let slice = page.cut(found.into_iter());
    let rows: Vec<_> = slice.rows.iter().filter_map(|one| row(&of, one)).collect();
    Ok(Reply::ok(&List {
        from: window.first.to_string(),
        to: window.last.to_string(),
        page_count: slice.pages,
        page_size: page.size,
        total_records: slice.total,
        next_page_token: slice.next,
        call_logs: rows
            .iter()
            .map(|(id, row)| Older {
                id: id.clone(),
                row: row.clone(),
            })
            .collect(),
        call_history: rows
            .into_iter()
            .map(|(id, row)| Newer {
                call_history_uuid: id,
                row,
            })
            .collect(),
    }))
}
