//! Page, command and path of the API of each capability, part by part.

/// Page, command after `parfocal`, method and path of the JSON API.
type At = (&'static str, &'static str, &'static str);

/// Of the parts around scheduling.
pub(super) fn of(key: &str) -> Option<At> {
    let parts = [around, joining, people, account, zoom_events];
    parts.iter().find_map(|part| part(key))
}

/// What is done around a meeting or webinar, and with recordings.
fn around(key: &str) -> Option<At> {
    Some(match key {
        "meetings.upcoming" => (
            "/meetings/upcoming",
            "meetings upcoming",
            "GET /api/v1/upcoming",
        ),
        "meetings.invitation" => (
            "/meetings/{id}/invitation",
            "meetings invitation",
            "GET /api/v1/meetings/{id}/invitation",
        ),
        "meetings.summary" => (
            "/meetings/{id}/summary",
            "meetings summary",
            "GET /api/v1/meetings/{id}/summary",
        ),
        "meetings.streaming_token" => (
            "/meetings/{id}/tokens",
            "meetings token --for live-streaming",
            "POST /api/v1/meetings/{id}/tokens",
        ),
        "meetings.archiving_token" => (
            "/meetings/{id}/tokens",
            "meetings token --for local-archiving",
            "POST /api/v1/meetings/{id}/tokens",
        ),
        "meetings.invite_links" => (
            "/meetings/{id}/links",
            "meetings links",
            "POST /api/v1/meetings/{id}/links",
        ),
        "webinars.invite_links" => (
            "/webinars/{id}/links",
            "webinars links",
            "POST /api/v1/webinars/{id}/links",
        ),
        "meetings.recover" => (
            "/meetings/{id}/status/recover",
            "meetings recover",
            "POST /api/v1/meetings/{id}/recover",
        ),
        "meetings.participants" => (
            "/meetings/{id}/more",
            "live UUID",
            "GET /api/v1/live/{uuid}",
        ),
        "webinars.participants" => (
            "/webinars/{id}/more",
            "live UUID",
            "GET /api/v1/live/{uuid}",
        ),
        "recordings.list" | "recordings.list_account" => {
            ("/recordings", "recordings list", "GET /api/v1/recordings")
        }
        "recordings.files" => (
            "/recordings/{run}",
            "recordings show",
            "GET /api/v1/recordings/{run}",
        ),
        "recordings.remove" | "recordings.remove_file" => (
            "/recordings",
            "recordings trash",
            "POST /api/v1/recordings/orders",
        ),
        "recordings.recover" | "recordings.recover_file" => (
            "/recordings",
            "recordings recover",
            "POST /api/v1/recordings/orders",
        ),
        _ => return None,
    })
}

/// Joining in the browser, and registering for it.
fn joining(key: &str) -> Option<At> {
    Some(match key {
        "join.browser" | "meetings.register" | "webinars.register" => {
            ("/m/{id}", "join reports", "GET /api/v1/join/{id}")
        }
        "meetings.registrant" | "webinars.registrant" => {
            ("/m/{id}", "join counts", "GET /api/v1/join/{id}")
        }
        "join.start" | "join.start_own" => (
            "/meetings/{id}/start-in-browser",
            "doctor",
            "GET /api/v1/obstacles",
        ),
        _ => return None,
    })
}

/// The people of the account.
fn people(key: &str) -> Option<At> {
    Some(match key {
        "people.list" => ("/people", "people list", "GET /api/v1/people"),
        "people.read" => (
            "/people/of/{key}",
            "people show",
            "GET /api/v1/people/{person}",
        ),
        "people.create" => ("/people/new", "people create", "POST /api/v1/people"),
        "people.change" => (
            "/people/of/{key}",
            "people update",
            "PATCH /api/v1/people/{person}",
        ),
        "people.status" => (
            "/people/of/{key}",
            "people deactivate",
            "PUT /api/v1/people/{person}/status",
        ),
        "people.delete" => (
            "/people/of/{key}",
            "people delete",
            "DELETE /api/v1/people/{person}",
        ),
        "people.verify" => (
            "/people/verify",
            "people verify",
            "GET /api/v1/people-email",
        ),
        "people.assistants" => (
            "/people/of/{key}",
            "people assistants",
            "GET /api/v1/people/{person}/assistants",
        ),
        "people.assistants_add" => (
            "/people/of/{key}",
            "people assistants",
            "POST /api/v1/people/{person}/assistants",
        ),
        "people.assistants_remove" => (
            "/people/of/{key}",
            "people assistants",
            "DELETE /api/v1/people/{person}/assistants/{assistant}",
        ),
        "people.settings" => (
            "/people/of/{key}",
            "people settings",
            "GET /api/v1/people/{person}/settings",
        ),
        "people.settings_change" => (
            "/people/of/{key}",
            "people settings",
            "PATCH /api/v1/people/{person}/settings",
        ),
        "people.permissions" => (
            "/people/of/{key}",
            "people permissions",
            "GET /api/v1/people/{person}/permissions",
        ),
        "people.seats" => ("/people", "people list", "GET /api/v1/people-seats"),
        "people.count_meetings" | "people.count_webinars" | "people.count_recordings" => (
            "/people/of/{key}",
            "people delete",
            "GET /api/v1/people/{person}/owns",
        ),
        "people.events" => ("/people", "people list", "GET /api/v1/people-standing"),
        _ => return None,
    })
}

/// The account, its sub-accounts, and what only events tell.
fn account(key: &str) -> Option<At> {
    Some(match key {
        "account.settings.read" | "account.settings.locks" | "sub_accounts.settings.read" => (
            "/account/settings",
            "account settings show",
            "GET /api/v1/account/settings",
        ),
        "account.settings.change" | "sub_accounts.settings.change" => (
            "/account/settings",
            "account settings set",
            "PATCH /api/v1/account/settings",
        ),
        "account.owner" | "sub_accounts.owner" => (
            "/account/owner",
            "account owner",
            "PUT /api/v1/account/owner",
        ),
        "account.changes" | "sub_accounts.changes" => (
            "/account/changes",
            "account changes",
            "GET /api/v1/account/changes",
        ),
        "chat.live" => ("/account/chat", "account chat", "GET /api/v1/account/chat"),
        "webinars.presence" => (
            "/account/changes",
            "account subscriptions",
            "GET /api/v1/account/subscriptions",
        ),
        "sub_accounts.list" => (
            "/sub-accounts",
            "account sub list",
            "GET /api/v1/sub-accounts",
        ),
        "sub_accounts.read" => (
            "/sub-accounts/{account}",
            "account sub options",
            "GET /api/v1/sub-accounts/{account}/options",
        ),
        "sub_accounts.options" => (
            "/sub-accounts/{account}",
            "account sub options",
            "PATCH /api/v1/sub-accounts/{account}/options",
        ),
        "sub_accounts.webinars.create" => (
            "/sub-accounts/{account}/webinars/new",
            "account sub create",
            "POST /api/v1/sub-accounts/{account}/webinars",
        ),
        "sub_accounts.webinars.read" => (
            "/sub-accounts/{account}/webinars/{id}",
            "account sub show",
            "GET /api/v1/sub-accounts/{account}/webinars/{id}",
        ),
        "sub_accounts.webinars.change" => (
            "/sub-accounts/{account}/webinars/{id}",
            "account sub update",
            "PUT /api/v1/sub-accounts/{account}/webinars/{id}",
        ),
        "sub_accounts.webinars.delete" => (
            "/sub-accounts/{account}/webinars/{id}",
            "account sub delete",
            "DELETE /api/v1/sub-accounts/{account}/webinars/{id}",
        ),
        "sub_accounts.webinars.invite" => (
            "/sub-accounts/{account}/webinars/{id}",
            "account sub invite",
            "POST /api/v1/sub-accounts/{account}/webinars/{id}/invite-links",
        ),
        _ => return None,
    })
}

/// Zoom Events.
fn zoom_events(key: &str) -> Option<At> {
    Some(match key {
        "zoom_events.list" => (
            "/zoom-events",
            "zoom-events list",
            "GET /api/v1/zoom-events",
        ),
        "zoom_events.read" | "zoom_events.links" | "zoom_events.speakers.list" => (
            "/zoom-events/{event}",
            "zoom-events show",
            "GET /api/v1/zoom-events/{event}",
        ),
        "zoom_events.speakers.add" => (
            "/zoom-events/{event}",
            "zoom-events add",
            "POST /api/v1/zoom-events/{event}/speakers",
        ),
        "zoom_events.speakers.change" => (
            "/zoom-events/{event}",
            "zoom-events update",
            "PUT /api/v1/zoom-events/{event}/speakers/{speaker}",
        ),
        "zoom_events.speakers.remove" => (
            "/zoom-events/{event}",
            "zoom-events remove",
            "DELETE /api/v1/zoom-events/{event}/speakers/{speaker}",
        ),
        _ => return None,
    })
}
