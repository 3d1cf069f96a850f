//! The reports: what was, by day, by host, by meeting. They need a paid plan.

mod activities;
mod daily;
mod meeting;
mod upcoming;
mod user_meetings;
mod users;

use super::{Modelled, row, scene};

/// The operations on reports.
pub(super) const TABLE: &[&[Modelled]] = &[
    row!(Stateful, "GET /report/daily" => daily::run),
    row!(Stateful, "GET /report/users", "GET /accounts/{accountId}/report/users" => users::run),
    row!(Stateful, "GET /report/users/{userId}/meetings", "GET /accounts/{accountId}/report/users/{userId}/meetings" => user_meetings::run),
    row!(Stateful, "GET /report/meetings/{meetingId}", "GET /accounts/{accountId}/report/meetings/{meetingId}" => meeting::details),
    row!(Stateful, "GET /report/meetings/{meetingId}/participants", "GET /accounts/{accountId}/report/meetings/{meetingId}/participants" => meeting::participants),
    row!(Stateful, "GET /report/webinars/{webinarId}", "GET /accounts/{accountId}/report/webinars/{webinarId}" => meeting::details),
    row!(Stateful, "GET /report/webinars/{webinarId}/participants", "GET /accounts/{accountId}/report/webinars/{webinarId}/participants" => meeting::participants),
    row!(Stateful, "GET /report/activities", "GET /accounts/{accountId}/report/activities" => activities::run),
    row!(Stateful, "GET /report/upcoming_events", "GET /accounts/{accountId}/report/upcoming_events" => upcoming::run),
];
