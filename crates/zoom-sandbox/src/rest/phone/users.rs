//! `GET /phone/users`: the licensed users who are there; each has an extension and a number.

use serde::Serialize;

use super::scene;
use crate::{
    call::{Call, Reply},
    rest::{page::Page, scene::Answer},
    world::{LICENSED, Status, World, extension, phone_number},
};

#[derive(Serialize)]
struct List<'a> {
    next_page_token: String,
    page_size: usize,
    total_records: usize,
    users: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    phone_user_id: &'a str,
    name: String,
    email: &'a str,
    extension_id: String,
    extension_number: u64,
    status: &'static str,
    department: &'a str,
    cost_center: &'static str,
    site: Site,
    calling_plans: [Plan; 1],
    phone_numbers: [Number; 1],
}

#[derive(Serialize)]
struct Site {
    id: String,
    name: &'static str,
}

#[derive(Serialize)]
struct Plan {
    name: &'static str,
    #[serde(rename = "type")]
    kind: u32,
}

#[derive(Serialize)]
struct Number {
    id: String,
    number: String,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    super::subscribed(&of)?;
    let page = Page::of(call, 30, 100)?;
    let department = call.query("department");
    let keyword = call.query("keyword").map(str::to_lowercase);
    let found: Vec<_> = of
        .people
        .all()
        .filter(|(_, user)| user.kind == LICENSED && user.status == Status::Active)
        .filter(|(_, user)| department.is_none_or(|wanted| user.dept == wanted))
        .filter(|(_, user)| {
            keyword.as_deref().is_none_or(|word| {
                user.name().to_lowercase().contains(word) || user.email.contains(word)
            })
        })
        .collect();
    let slice = page.cut(found.into_iter());
    let users = slice
        .rows
        .into_iter()
        .map(|(index, user)| Row {
            id: &user.id,
            phone_user_id: &user.id,
            name: user.name().into_owned(),
            email: &user.email,
            extension_id: format!("ext-{}", extension(index)),
            extension_number: extension(index),
            status: "activate",
            department: &user.dept,
            cost_center: "",
            site: Site {
                id: format!("site-{}", user.office),
                name: user.place().name,
            },
            calling_plans: [Plan {
                name: "Zoom Phone Metered",
                kind: 100,
            }],
            phone_numbers: [Number {
                id: format!("num-{index}"),
                number: phone_number(of.root, &of.people, index),
            }],
        })
        .collect();
    Ok(Reply::ok(&List {
        next_page_token: slice.next,
        page_size: page.size,
        total_records: slice.total,
        users,
    }))
}
