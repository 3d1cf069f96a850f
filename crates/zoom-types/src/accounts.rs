//! The account: settings, plan usage, billing, invoices.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{macros::wire, page::list};

/// `GET /accounts/{accountId}/settings`: sections (`schedule_meeting`, `in_meeting`, `feature`, …)
/// of hundreds of settings, kept as they came and read by dotted path.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountSettings(pub Map<String, Value>);

impl AccountSettings {
    /// One setting, e.g. `feature.meeting_capacity`.
    pub fn get(&self, path: &str) -> Option<&Value> {
        let mut parts = path.split('.');
        let mut value = self.0.get(parts.next()?)?;
        for part in parts {
            value = value.get(part)?;
        }
        Some(value)
    }

    /// A setting that is on or off.
    pub fn flag(&self, path: &str) -> Option<bool> {
        self.get(path)?.as_bool()
    }
}

wire! {
    /// One plan of the account and how much of it is used.
    pub struct PlanUse {
        maybe {
            /// E.g. `large500_monthly`.
            r#type: String,
            name: String,
            /// Seats bought.
            hosts: u64,
            /// Seats in use.
            usage: u64,
            /// Hosts active in the last month.
            active_hosts: u64,
            pending: u64,
        }
    }

    /// Cloud storage. Sizes as Zoom writes them, e.g. `10 GB`.
    pub struct RecordingPlanUse {
        maybe {
            r#type: String,
            free_storage: String,
            free_storage_usage: String,
            plan_storage: String,
            plan_storage_usage: String,
            plan_storage_exceed: String,
            /// `yyyy-MM-dd`.
            max_exceed_date: String,
        }
    }

    /// `GET /accounts/{accountId}/billing`.
    pub struct Billing {
        maybe {
            first_name: String,
            last_name: String,
            email: String,
            phone_number: String,
            address: String,
            apt: String,
            city: String,
            state: String,
            zip: String,
            country: String,
            employee_count: String,
        }
    }

    /// One invoice. Amounts in the list's currency.
    pub struct Invoice {
        maybe {
            id: String,
            invoice_number: String,
            /// E.g. `Draft`, `Posted`.
            status: String,
            /// `yyyy-MM-dd`.
            invoice_date: String,
            /// `yyyy-MM-dd`.
            due_date: String,
            /// `yyyy-MM-dd`.
            target_date: String,
            tax_amount: f64,
            total_amount: f64,
            /// Not yet paid.
            balance: f64,
        }
    }

    /// A sub-account.
    pub struct SubAccount {
        always { id: String }
        maybe {
            account_name: String,
            account_type: String,
            owner_email: String,
            seats: u64,
            options: AccountOptions,
        }
    }

    /// What a primary account lets its sub-account have: `PATCH /accounts/{accountId}/options`.
    pub struct AccountOptions {
        maybe {
            /// Cloud room connectors of the primary account.
            share_rc: bool,
            /// Meeting connectors of the primary account.
            share_mc: bool,
            /// `master` or `sub`: who pays.
            pay_mode: String,
            billing_auto_renew: bool,
        }
    }

    /// The body of `PUT /accounts/{accountId}/owner`.
    pub struct NewOwner {
        always { email: String }
    }

    /// The body of `POST …/invite_links`.
    pub struct InviteRequest {
        always { attendees: Vec<Invited> }
        maybe {
            /// Seconds that the links live; 7 200 unless said.
            ttl: u32,
        }
    }

    /// Somebody invited and, in the answer, their own link.
    pub struct Invited {
        always { name: String }
        maybe { join_url: String }
    }

    /// The answer to `POST …/invite_links`.
    pub struct InviteLinks {
        always { #[serde(default)] attendees: Vec<Invited> }
    }

    /// `GET /accounts/{accountId}/billing/invoices`.
    pub struct InvoiceList {
        always { #[serde(default)] invoices: Vec<Invoice> }
        maybe {
            /// ISO 4217, e.g. `USD`.
            currency: String,
        }
    }
}

list! {
    /// `GET /accounts`.
    pub struct SubAccountList {
        /// The sub-accounts of this page.
        accounts: Vec<SubAccount>
    }
}

/// `GET /accounts/{accountId}/plans/usage`: every field is a plan, a list of plans, or (recording)
/// storage; [`PlanUsage::plans`] reads them all, those of later years too.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanUsage {
    /// The meeting licences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_base: Option<PlanUse>,
    /// Larger meetings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plan_large_meeting: Vec<PlanUse>,
    /// Webinar licences by size.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plan_webinar: Vec<PlanUse>,
    /// Zoom Events licences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plan_zoom_events: Vec<PlanUse>,
    /// Rooms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_zoom_rooms: Option<PlanUse>,
    /// Bundles of meetings and phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_united: Option<PlanUse>,
    /// Cloud storage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_recording: Option<RecordingPlanUse>,
    /// Every other plan, by Zoom's name.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl PlanUsage {
    /// Every plan with seats, under Zoom's name without `plan_`, e.g. `base`, `webinar`.
    pub fn plans(&self) -> Vec<(String, PlanUse)> {
        let mut plans = Vec::new();
        let mut add = |name: &str, plan: &PlanUse| plans.push((name.to_owned(), plan.clone()));
        if let Some(plan) = &self.plan_base {
            add("base", plan);
        }
        for plan in &self.plan_large_meeting {
            add("large_meeting", plan);
        }
        for plan in &self.plan_webinar {
            add("webinar", plan);
        }
        for plan in &self.plan_zoom_events {
            add("zoom_events", plan);
        }
        if let Some(plan) = &self.plan_zoom_rooms {
            add("zoom_rooms", plan);
        }
        if let Some(plan) = &self.plan_united {
            add("united", plan);
        }
        for (name, value) in &self.extra {
            let Some(name) = name.strip_prefix("plan_") else {
                continue;
            };
            let several = match value {
                Value::Array(values) => values.clone(),
                value => vec![value.clone()],
            };
            for value in several {
                match serde_json::from_value::<PlanUse>(value) {
                    Ok(plan) if plan.hosts.is_some() => plans.push((name.to_owned(), plan)),
                    _ => {}
                }
            }
        }
        plans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plan_with_seats_is_found_the_unknown_too() {
        let json = r#"{"plan_base":{"type":"yearly","hosts":88,"usage":28},
            "plan_webinar":[{"type":"webinar500_monthly","hosts":2,"usage":1}],
            "plan_recording":{"plan_storage":"10 GB"},
            "plan_ztransl":{"type":"z","hosts":5,"usage":0},
            "plan_zva":[{"type":"zva_monthly","hosts":1,"usage":1}]}"#;
        let usage: PlanUsage = serde_json::from_str(json).unwrap();
        let names: Vec<_> = usage.plans().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["base", "webinar", "ztransl", "zva"]);
        assert_eq!(
            usage.plan_recording.unwrap().plan_storage.as_deref(),
            Some("10 GB")
        );
    }

    #[test]
    fn a_setting_is_read_by_its_path() {
        let json = r#"{"feature":{"meeting_capacity":300},"in_meeting":{"chat":true}}"#;
        let settings: AccountSettings = serde_json::from_str(json).unwrap();
        assert_eq!(settings.flag("in_meeting.chat"), Some(true));
        assert_eq!(
            settings.get("feature.meeting_capacity"),
            Some(&Value::from(300))
        );
        assert_eq!(settings.get("feature.none.deeper"), None);
    }
}
