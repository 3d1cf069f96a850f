//! Reports: `GET /report/daily`, `GET /report/users`, `GET /report/upcoming_events`.

use crate::{
    UserId,
    macros::{wire, words},
    page::list,
};

words! {
    /// `type` of `GET /report/users`.
    pub enum HostKind { Active = "active", Inactive = "inactive" }
}

wire! {
    /// `GET /report/daily`: one month.
    pub struct DailyReport {
        always { #[serde(default)] dates: Vec<DailyUse> }
        maybe { year: i32, month: i32 }
    }

    /// One day of the account. Participants are counted again when they rejoin.
    pub struct DailyUse {
        maybe {
            /// `yyyy-MM-dd`.
            date: String,
            new_users: u64,
            meetings: u64,
            participants: u64,
            meeting_minutes: u64,
        }
    }

    /// One host in `GET /report/users`.
    pub struct HostUse {
        maybe {
            id: UserId,
            email: String,
            user_name: String,
            r#type: i64,
            dept: String,
            meetings: u64,
            participants: u64,
            meeting_minutes: u64,
        }
    }
}

list! {
    /// `GET /report/users`.
    pub struct HostReport {
        /// The hosts of this page.
        users: Vec<HostUse>,
        /// `yyyy-MM-dd`.
        from: String,
        /// `yyyy-MM-dd`.
        to: String,
        /// Of all hosts.
        total_meetings: u64,
        /// Of all hosts.
        total_participants: u64,
        /// Of all hosts.
        total_meeting_minutes: u64,
    }
}

wire! {
    /// A meeting or webinar that is planned, as the report has it.
    pub struct UpcomingEvent {
        maybe {
            /// Of this occurrence.
            id: String,
            topic: String,
            start_time: jiff::Timestamp,
            host_id: UserId,
            host_name: String,
            dept: String,
        }
    }
}

list! {
    /// `GET /report/upcoming_events`.
    pub struct UpcomingEvents {
        /// The events of this page, in order of their start.
        upcoming_events: Vec<UpcomingEvent>,
        /// `yyyy-MM-dd`.
        from: String,
        /// `yyyy-MM-dd`.
        to: String,
    }
}
