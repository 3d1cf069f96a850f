//! The account: settings, plans, billing.
//!
//! `me` stands for the token's own account. Zoom documents it for the settings only, so name the
//! account with [`Accounts::of`] wherever its id is known.

use jiff::civil::Date;
use zoom_types::{
    MeetingId, UserId,
    accounts::{
        AccountOptions, AccountSettings, Billing, InviteLinks, InviteRequest, InvoiceList,
        NewOwner, PlanUsage, SubAccount, SubAccountList,
    },
    webinars::{Webinar, WebinarDraft},
};

use crate::{Call, Client, Error, List};

/// `client.accounts()`: the token's own account, unless [`Accounts::of`] names another.
#[derive(Debug)]
pub struct Accounts<'c> {
    client: &'c Client,
    account: String,
}

impl Client {
    /// The token's own account.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts {
            client: self,
            account: "me".to_owned(),
        }
    }
}

impl Accounts<'_> {
    /// Another account, by id: a sub-account of the token's, or its own.
    #[must_use]
    pub fn of(mut self, account: impl AsRef<str>) -> Self {
        account.as_ref().clone_into(&mut self.account);
        self
    }

    /// `GET /accounts/{accountId}/settings`.
    pub async fn settings(&self) -> Result<AccountSettings, Error> {
        self.on("GET /accounts/{accountId}/settings").json().await
    }

    /// `PATCH /accounts/{accountId}/settings`: only what is to change.
    pub async fn update_settings(&self, change: &AccountSettings) -> Result<(), Error> {
        self.on("PATCH /accounts/{accountId}/settings")
            .body(change)
            .done()
            .await
    }

    /// The same of the sections that Zoom gives only by name: `security`, `meeting_security`.
    pub async fn settings_of(&self, option: &str) -> Result<AccountSettings, Error> {
        let call = self.on("GET /accounts/{accountId}/settings");
        call.query("option", option).json().await
    }

    /// Changes one of those sections.
    pub async fn update_settings_of(
        &self,
        option: &str,
        change: &AccountSettings,
    ) -> Result<(), Error> {
        let call = self.on("PATCH /accounts/{accountId}/settings");
        call.query("option", option).body(change).done().await
    }

    /// `GET /accounts/{accountId}/lock_settings`: what its users cannot change.
    pub async fn locks(&self) -> Result<AccountSettings, Error> {
        let call = self.on("GET /accounts/{accountId}/lock_settings");
        call.json().await
    }

    /// `PUT /accounts/{accountId}/owner`: hands the account to one of its admins.
    pub async fn change_owner(&self, email: &str) -> Result<(), Error> {
        let email = email.to_owned();
        let call = self.on("PUT /accounts/{accountId}/owner");
        call.body(&NewOwner { email }).done().await
    }

    /// `GET /accounts/{accountId}`: a sub-account, its options included.
    pub async fn get(&self) -> Result<SubAccount, Error> {
        self.on("GET /accounts/{accountId}").json().await
    }

    /// `PATCH /accounts/{accountId}/options`: only what is to change.
    pub async fn update_options(&self, change: &AccountOptions) -> Result<(), Error> {
        let call = self.on("PATCH /accounts/{accountId}/options");
        call.body(change).done().await
    }

    /// `GET /accounts`: the sub-accounts of the token's own.
    pub fn sub_accounts(&self) -> List<SubAccountList> {
        List::new(self.client.call("GET /accounts"))
    }

    /// `POST /accounts/{accountId}/users/{userId}/webinars`. Counts against the host's hundred a
    /// day.
    pub async fn create_webinar(
        &self,
        host: &UserId,
        draft: &WebinarDraft,
    ) -> Result<Webinar, Error> {
        self.on("POST /accounts/{accountId}/users/{userId}/webinars")
            .param("userId", host)
            .host(host)
            .body(draft)
            .json()
            .await
    }

    /// `GET /accounts/{accountId}/webinars/{webinarId}`.
    pub async fn webinar(&self, id: MeetingId) -> Result<Webinar, Error> {
        let call = self.on("GET /accounts/{accountId}/webinars/{webinarId}");
        call.param("webinarId", id).json().await
    }

    /// `PATCH /accounts/{accountId}/webinars/{webinarId}`: only what is to change.
    pub async fn update_webinar(
        &self,
        id: MeetingId,
        host: Option<&UserId>,
        change: &WebinarDraft,
    ) -> Result<(), Error> {
        let call = self.on("PATCH /accounts/{accountId}/webinars/{webinarId}");
        let mut call = call.param("webinarId", id).body(change);
        if let Some(host) = host {
            call = call.host(host);
        }
        call.done().await
    }

    /// `DELETE /accounts/{accountId}/webinars/{webinarId}`. Mails nobody.
    pub async fn delete_webinar(&self, id: MeetingId) -> Result<(), Error> {
        let call = self.on("DELETE /accounts/{accountId}/webinars/{webinarId}");
        let call = call.param("webinarId", id);
        call.query("cancel_webinar_reminder", false).done().await
    }

    /// `POST /accounts/{accountId}/webinars/{webinarId}/invite_links`: a link for each by name.
    pub async fn invite(&self, id: MeetingId, who: &InviteRequest) -> Result<InviteLinks, Error> {
        let call = self.on("POST /accounts/{accountId}/webinars/{webinarId}/invite_links");
        call.param("webinarId", id).body(who).json().await
    }

    /// `GET /accounts/{accountId}/plans/usage`.
    pub async fn plan_usage(&self) -> Result<PlanUsage, Error> {
        self.on("GET /accounts/{accountId}/plans/usage")
            .json()
            .await
    }

    /// `GET /accounts/{accountId}/billing`.
    pub async fn billing(&self) -> Result<Billing, Error> {
        self.on("GET /accounts/{accountId}/billing").json().await
    }

    /// `GET /accounts/{accountId}/billing/invoices`, of these days or of Zoom's default.
    pub async fn invoices(&self, days: Option<(Date, Date)>) -> Result<InvoiceList, Error> {
        self.on("GET /accounts/{accountId}/billing/invoices")
            .maybe_query("from", days.map(|(from, _)| from))
            .maybe_query("to", days.map(|(_, to)| to))
            .json()
            .await
    }

    fn on(&self, key: &str) -> Call {
        self.client.call(key).param("accountId", &self.account)
    }
}
