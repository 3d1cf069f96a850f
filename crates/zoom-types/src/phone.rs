//! Zoom Phone: `GET /phone/call_history`.

use jiff::Timestamp;

use crate::{
    macros::{wire, words},
    page::Page,
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

wire! {
    /// `GET /phone/call_history`. Zoom's document names the rows twice: as a [`Page`] the list
    /// gives them under whichever name they came.
    pub struct CallHistory {
        maybe {
            /// `yyyy-MM-dd`.
            from: String,
            /// `yyyy-MM-dd`.
            to: String,
            page_count: u64,
            page_size: u64,
            total_records: u64,
            /// Empty when this was the last page.
            next_page_token: String,
            /// The calls of this page, under their older name.
            call_logs: Vec<CallLog>,
            /// The calls of this page, under their newer name.
            call_history: Vec<CallLog>,
        }
    }
}

impl CallHistory {
    /// The rows, under whichever name they came.
    pub fn calls(&self) -> &[CallLog] {
        let newer = self
            .call_history
            .as_deref()
            .filter(|calls| !calls.is_empty());
        newer.or(self.call_logs.as_deref()).unwrap_or_default()
    }
}

impl Page for CallHistory {
    type Item = CallLog;

    fn next_page_token(&self) -> Option<&str> {
        self.next_page_token
            .as_deref()
            .filter(|token| !token.is_empty())
    }

    fn page_count(&self) -> Option<u64> {
        // This list pages by token only.
        None
    }

    fn total_records(&self) -> Option<u64> {
        self.total_records
    }

    fn into_items(self) -> Vec<CallLog> {
        let newer = self.call_history.filter(|calls| !calls.is_empty());
        newer.or(self.call_logs).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_under_either_name() {
        for name in ["call_logs", "call_history"] {
            let json = format!(r#"{{"{name}":[{{"call_id":"7"}}],"next_page_token":""}}"#);
            let page: CallHistory = serde_json::from_str(&json).unwrap();
            assert_eq!(page.calls().len(), 1);
            assert_eq!(page.next_page_token(), None);
            assert_eq!(page.into_items().len(), 1);
        }
    }
}
