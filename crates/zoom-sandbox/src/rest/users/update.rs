//! `PATCH /users/{userId}`: changes what was sent, leaves the rest.

use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer, Sent},
        tell,
        users::create,
    },
    world::{LICENSED, NONE, World, time},
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let mut body = Sent::of(call)?;
    let mut of = scene::write(world, call)?;
    let (index, user) = scene::user(&of, call)?;
    let was = user.kind;

    let kind = body.number("type", 1..=99);
    if kind.is_some_and(|kind| !matches!(kind, 1 | 2 | 4 | 99)) {
        body.refuse("type");
    }
    let first_name = body.text("first_name", 64);
    let last_name = body.text("last_name", 64);
    let display_name = body.text("display_name", 128);
    let dept = body.text("dept", 128);
    let job_title = body.text("job_title", 128);
    let company = body.text("company", 255);
    let location = body.text("location", 256);
    let cost_center = body.text("cost_center", 128);
    let language = body.text("language", 16);
    let manager = body.text("manager", 128);
    let pronouns = body.text("pronouns", 64);
    let pronouns_option = body.number("pronouns_option", 1..=3);
    let about_me = body.text("about_me", 150);
    let cms_user_id = body.text("cms_user_id", 128);
    let vanity_name = body.text("vanity_name", 64);
    let host_key = body.text("host_key", 10);
    if host_key.as_deref().is_some_and(|key| {
        !(6..=10).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_digit())
    }) {
        body.refuse("host_key");
    }
    let pmi = body.number("pmi", 1_000_000_000..=9_999_999_999);
    let use_pmi = body.flag("use_pmi");
    let timezone = body.text("timezone", 64);
    if timezone
        .as_deref()
        .is_some_and(|name| time::zone(name).is_none())
    {
        body.refuse("timezone");
    }
    let phone_numbers = body.list("phone_numbers");
    let custom_attributes = body.list("custom_attributes");
    body.settle()?;

    let kind = kind.map(|kind| u8::try_from(kind).unwrap_or(NONE));
    if kind == Some(LICENSED) && was != LICENSED && !create::has_seat(&of) {
        return Err(create::no_seat(&of));
    }
    let taken = pmi.and_then(|pmi| u64::try_from(pmi).ok()).filter(|pmi| {
        of.people
            .all()
            .any(|(other, user)| other != index && user.pmi == *pmi)
    });
    if let Some(pmi) = taken {
        let words = format!("Personal Meeting ID {pmi} has already been used.");
        return Err(Reply::error(400, 300, &words));
    }
    let web = world.web();
    let before = tell::user(&of, index, &web, call);
    of.change_user(index, |user| {
        if let Some(kind) = kind {
            user.kind = kind;
        }
        if let Some(pmi) = pmi.and_then(|pmi| u64::try_from(pmi).ok()) {
            user.pmi = pmi;
        }
        if let Some(name) = first_name {
            user.first_name = name.into();
        }
        if let Some(name) = last_name {
            user.last_name = name.into();
        }
        if let Some(dept) = dept {
            user.go_to(dept);
        }
        let details = user.details_mut();
        set(&mut details.display_name, display_name);
        set(&mut details.job_title, job_title);
        set(&mut details.company, company);
        set(&mut details.location, location);
        set(&mut details.cost_center, cost_center);
        set(&mut details.language, language);
        set(&mut details.manager, manager);
        set(&mut details.pronouns, pronouns);
        set(&mut details.pronouns_option, pronouns_option);
        set(&mut details.about_me, about_me);
        set(&mut details.cms_user_id, cms_user_id);
        set(&mut details.vanity_name, vanity_name);
        set(&mut details.host_key, host_key);
        set(&mut details.timezone, timezone);
        if let Some(flag) = use_pmi {
            details.use_pmi = flag;
        }
        if let Some(list) = phone_numbers {
            details.phone_numbers = list;
        }
        if let Some(list) = custom_attributes {
            details.custom_attributes = list;
        }
    });
    tell::user_changed(&of, index, before, &web, call);
    Ok(Reply::no_content())
}

fn set<T>(field: &mut Option<T>, sent: Option<T>) {
    if sent.is_some() {
        *field = sent;
    }
}
