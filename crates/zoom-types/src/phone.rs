//! Zoom Phone: `GET /phone/call_history`.

use jiff::Timestamp;

use crate::{
    macros::{wire, words},
    page::list,
};

words! {
    /// `direction` of a call.
    pub enum Direction { Inbound = "inbound", Outbound = "outbound" }
}

wire! {
    /// One call. `caller_*` and `callee_*` may be blank for people outside.
    pub struct CallLog {
        maybe {
            /// In `call_logs`.
            id: String,
            /// In `call_history`.
            call_history_uuid: String,
            call_id: String,
            direction: Direction,
            international: bool,
            #[serde(with = "crate::time::maybe")] start_time: Timestamp,
            #[serde(with = "crate::time::maybe")] answer_time: Timestamp,
            #[serde(with = "crate::time::maybe")] end_time: Timestamp,
            /// Seconds.
            duration: u64,
            /// `internal` or `external`.
            connect_type: String,
            /// `general` or `emergency`.
            call_type: String,
            /// E.g. `answered`, `no_answer`, `voicemail`, `busy`.
            call_result: String,
            hide_caller_id: bool,
            end_to_end: bool,
            caller_ext_id: String,
            caller_did_number: String,
            caller_ext_number: String,
            caller_name: String,
            caller_email: String,
            caller_ext_type: String,
            caller_number_type: String,
            caller_device_type: String,
            caller_country_iso_code: String,
            caller_country_code: String,
            callee_ext_id: String,
            callee_did_number: String,
            callee_ext_number: String,
            callee_name: String,
            callee_email: String,
            callee_ext_type: String,
            callee_number_type: String,
            callee_device_type: String,
            callee_country_iso_code: String,
            callee_country_code: String,
            department: String,
            cost_center: String,
            site_id: String,
            site_name: String,
            group_id: String,
            spam: String,
            recording_status: String,
        }
    }
}

list! {
    /// `GET /phone/call_history`. Zoom's document names the rows twice; read with
    /// [`CallHistory::calls`].
    pub struct CallHistory {
        /// The calls of this page.
        call_logs: Vec<CallLog>,
        /// The same rows under their newer name.
        call_history: Vec<CallLog>,
        /// `yyyy-MM-dd`.
        from: String,
        /// `yyyy-MM-dd`.
        to: String,
    }
}

impl CallHistory {
    /// The rows, under whichever name they came.
    pub fn calls(&self) -> &[CallLog] {
        match &self.call_history {
            Some(calls) if !calls.is_empty() => calls,
            _ => &self.call_logs,
        }
    }
}
