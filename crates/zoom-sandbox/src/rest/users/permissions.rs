//! `GET /users/{userId}/permissions`: what their role allows.

use serde::Serialize;

use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer},
    world::{Role, World},
};

#[derive(Serialize)]
struct Permissions {
    permissions: &'static [&'static str],
}

/// What the owner and the admins may; the owner of a primary account also manages sub-accounts.
const ADMIN: &[&str] = &[
    "AccountProfile:Edit",
    "AccountProfile:Read",
    "AccountSetting:Edit",
    "AccountSetting:Read",
    "BillingInformation:Edit",
    "BillingInformation:Read",
    "BillingSubscription:Read",
    "Dashboard:Read",
    "DashboardMeeting:Read",
    "DashboardWebinar:Read",
    "Group:Edit",
    "Group:Read",
    "Marketplace:Edit",
    "Phone:Edit",
    "Phone:Read",
    "Recording:Edit",
    "Recording:Read",
    "ReportUsage:Read",
    "ReportUserActivities:Read",
    "Role:Edit",
    "Role:Read",
    "User:Edit",
    "User:Read",
];

const OWNER: &[&str] = &["SubAccount:Edit", "SubAccount:Read"];

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let (_, user) = scene::user(&of, call)?;
    Ok(match user.role {
        Role::Member => Reply::ok(&Permissions { permissions: &[] }),
        Role::Admin => Reply::ok(&Permissions { permissions: ADMIN }),
        Role::Owner => {
            let all = [ADMIN, OWNER].concat();
            Reply::ok(&serde_json::json!({ "permissions": all }))
        }
    })
}
