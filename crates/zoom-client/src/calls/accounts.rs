//! The account: settings, plans, billing.
//!
//! `me` stands for the token's own account. Zoom documents it for the settings only, so name the
//! account with [`Accounts::of`] wherever its id is known.

use jiff::civil::Date;
use zoom_types::accounts::{AccountSettings, Billing, InvoiceList, PlanUsage};

use crate::{Call, Client, Error};

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
