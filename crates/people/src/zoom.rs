//! The only place of this crate that calls Zoom.

use serde::Deserialize;
use serde_json::{Value, json};
use zoom_client::{Call, Client, Error};

use crate::person::Told;

/// Zoom, as one connection reaches it.
#[derive(Clone, Debug)]
pub(crate) struct Zoom(pub(crate) Client);

/// A page of `GET /users`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ListPage {
    pub(crate) users: Vec<Told>,
    pub(crate) next_page_token: String,
    pub(crate) total_records: u64,
}

#[derive(Deserialize)]
struct Counted {
    #[serde(default)]
    total_records: u64,
}

#[derive(Deserialize)]
pub(crate) struct Made {
    pub(crate) id: String,
}

#[derive(Deserialize)]
struct Existed {
    existed_email: bool,
}

#[derive(Deserialize)]
struct Assisting {
    #[serde(default)]
    assistants: Vec<Assistant>,
}

#[derive(Deserialize)]
struct Allowed {
    #[serde(default)]
    permissions: Vec<String>,
}

/// Somebody who schedules for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize, utoipa::ToSchema)]
pub struct Assistant {
    /// Zoom's id.
    #[serde(default)]
    pub id: String,
    /// Mail address.
    #[serde(default)]
    pub email: String,
}

impl Zoom {
    fn on(&self, key: &str, user: &str) -> Call {
        self.0.call(key).param("userId", user)
    }

    /// The most rows Zoom gives at once.
    pub(crate) const PAGE: u32 = 2_000;

    pub(crate) async fn page(&self, status: &str, token: &str) -> Result<ListPage, Error> {
        let mut call = self.0.call("GET /users");
        call = call.query("status", status).query("page_size", Self::PAGE);
        if !token.is_empty() {
            call = call.query("next_page_token", token);
        }
        call.json().await
    }

    /// Everything Zoom holds of somebody.
    pub(crate) async fn read(&self, user: &str) -> Result<Value, Error> {
        self.on("GET /users/{userId}", user).json().await
    }

    pub(crate) async fn create(&self, body: &Value) -> Result<Made, Error> {
        self.0.call("POST /users").body(body).json().await
    }

    pub(crate) async fn update(&self, user: &str, body: &Value) -> Result<(), Error> {
        self.on("PATCH /users/{userId}", user)
            .body(body)
            .done()
            .await
    }

    pub(crate) async fn set_status(&self, user: &str, action: &str) -> Result<(), Error> {
        self.on("PUT /users/{userId}/status", user)
            .body(&json!({ "action": action }))
            .done()
            .await
    }

    pub(crate) async fn delete(&self, user: &str, query: &[(&str, String)]) -> Result<(), Error> {
        let mut call = self.on("DELETE /users/{userId}", user);
        for (name, value) in query {
            call = call.query(name, value);
        }
        call.done().await
    }

    pub(crate) async fn known(&self, email: &str) -> Result<bool, Error> {
        let call = self.0.call("GET /users/email").query("email", email);
        Ok(call.json::<Existed>().await?.existed_email)
    }

    pub(crate) async fn assistants(&self, user: &str) -> Result<Vec<Assistant>, Error> {
        let call = self.on("GET /users/{userId}/assistants", user);
        Ok(call.json::<Assisting>().await?.assistants)
    }

    pub(crate) async fn add_assistant(&self, user: &str, email: &str) -> Result<(), Error> {
        let body = json!({ "assistants": [{ "email": email }] });
        let call = self.on("POST /users/{userId}/assistants", user);
        call.body(&body).send().await.map(drop)
    }

    pub(crate) async fn remove_assistant(&self, user: &str, assistant: &str) -> Result<(), Error> {
        let call = self.on("DELETE /users/{userId}/assistants/{assistantId}", user);
        call.param("assistantId", assistant).done().await
    }

    pub(crate) async fn permissions(&self, user: &str) -> Result<Vec<String>, Error> {
        let call = self.on("GET /users/{userId}/permissions", user);
        Ok(call.json::<Allowed>().await?.permissions)
    }

    pub(crate) async fn settings(&self, user: &str) -> Result<Value, Error> {
        self.on("GET /users/{userId}/settings", user).json().await
    }

    pub(crate) async fn update_settings(&self, user: &str, body: &Value) -> Result<(), Error> {
        let call = self.on("PATCH /users/{userId}/settings", user);
        call.body(body).done().await
    }

    pub(crate) async fn count_meetings(&self, user: &str) -> Result<u64, Error> {
        let call = self.on("GET /users/{userId}/meetings", user);
        let call = call.query("type", "scheduled").query("page_size", 1);
        Ok(call.json::<Counted>().await?.total_records)
    }

    pub(crate) async fn count_webinars(&self, user: &str) -> Result<u64, Error> {
        let call = self.on("GET /users/{userId}/webinars", user);
        Ok(call
            .query("page_size", 1)
            .json::<Counted>()
            .await?
            .total_records)
    }

    /// Recordings of the month that ends at `to`: Zoom lists no more at once.
    pub(crate) async fn count_recordings(
        &self,
        user: &str,
        from: &str,
        to: &str,
    ) -> Result<u64, Error> {
        let call = self.on("GET /users/{userId}/recordings", user);
        let call = call
            .query("from", from)
            .query("to", to)
            .query("page_size", 1);
        Ok(call.json::<Counted>().await?.total_records)
    }
}
