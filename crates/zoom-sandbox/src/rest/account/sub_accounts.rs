//! `GET /accounts` and `GET /accounts/{accountId}`: the primary account's sub-accounts.

use serde::Serialize;
use serde_json::json;

use super::scene;
use crate::{
    call::{Call, Reply},
    rest::{page::Page, scene::Answer},
    world::{Organisation, World, time},
};

#[derive(Serialize)]
struct List<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    page_count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_number: Option<usize>,
    page_size: usize,
    total_records: usize,
    next_page_token: String,
    accounts: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    account_name: &'static str,
    account_number: u64,
    account_type: &'static str,
    owner_email: &'a str,
    seats: u32,
    created_at: String,
    subscription_start_time: String,
    subscription_end_time: String,
}

fn row(of: &Organisation) -> Row<'_> {
    Row {
        id: &of.account.id,
        account_name: of.account.name,
        account_number: of.account.number,
        account_type: of.account.plan.account_type(),
        owner_email: &of.people.owner().1.email,
        seats: of.account.seats,
        created_at: time::utc(of.account.created_at),
        subscription_start_time: time::utc(of.account.created_at),
        subscription_end_time: time::utc(of.opened + 365 * time::DAY),
    }
}

pub(super) fn list(world: &World, call: &Call<'_>) -> Answer {
    let subs: Vec<_> = world.subs().collect();
    let page = Page::of(call, 30, 300)?;
    let mail = call.query("email");
    let found: Vec<_> = subs
        .iter()
        .map(|sub| row(sub))
        .filter(|row| mail.is_none_or(|mail| mail.eq_ignore_ascii_case(row.owner_email)))
        .collect();
    let slice = page.cut(found.into_iter());
    Ok(Reply::ok(&List {
        page_count: (!page.by_token).then_some(slice.pages),
        page_number: (!page.by_token).then_some(page.number),
        page_size: page.size,
        total_records: slice.total,
        next_page_token: slice.next,
        accounts: slice.rows,
    }))
}

pub(super) fn get(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let row = row(&of);
    Ok(Reply::ok(&json!({
        "id": row.id,
        "account_name": row.account_name,
        "account_number": row.account_number,
        "account_type": row.account_type,
        "owner_email": row.owner_email,
        "owner_id": of.people.owner().1.id,
        "seats": row.seats,
        "created_at": row.created_at,
        "subscription_start_time": row.subscription_start_time,
        "subscription_end_time": row.subscription_end_time,
        "options": super::options::of_account(&of),
        "reseller": false,
    })))
}
