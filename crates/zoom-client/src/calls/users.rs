//! Users.

use zoom_types::users::{
    DeleteAction, NewUser, TokenKind, User, UserList, UserStatus, UserSummary, UserToken,
    UserUpdate,
};

use crate::{Call, Client, Error, List};

/// `client.users()`.
#[derive(Debug)]
pub struct Users<'c>(&'c Client);

impl Client {
    /// Users.
    pub fn users(&self) -> Users<'_> {
        Users(self)
    }
}

impl Users<'_> {
    /// `GET /users`: active ones, unless another status is asked for. At most 2 000 a page.
    pub fn list(&self) -> List<UserList> {
        List::new(self.0.call("GET /users"))
    }

    /// `GET /users/{userId}`, by id or e-mail.
    pub async fn get(&self, user: impl AsRef<str>) -> Result<User, Error> {
        self.on("GET /users/{userId}", user).json().await
    }

    /// `POST /users`. The answer has only id, e-mail, name and type.
    pub async fn create(&self, user: &NewUser) -> Result<User, Error> {
        self.0.call("POST /users").body(user).json().await
    }

    /// `PATCH /users/{userId}`.
    pub async fn update(&self, user: impl AsRef<str>, change: &UserUpdate) -> Result<(), Error> {
        self.on("PATCH /users/{userId}", user)
            .body(change)
            .done()
            .await
    }

    /// `DELETE /users/{userId}`, to be sent; disassociates unless told to delete.
    pub fn delete(&self, user: impl AsRef<str>) -> DeleteUser {
        DeleteUser(self.on("DELETE /users/{userId}", user))
    }

    /// `GET /users/summary`.
    pub async fn summary(&self) -> Result<UserSummary, Error> {
        self.0.call("GET /users/summary").json().await
    }

    /// `GET /users/{userId}/token?type=zak`: lets its holder start meetings as this user. Fetch
    /// it at the click that needs it and keep it nowhere.
    pub async fn zak(&self, user: impl AsRef<str>) -> Result<UserToken, Error> {
        let call = self.on("GET /users/{userId}/token", user);
        call.query("type", TokenKind::Zak).json().await
    }

    /// `GET /users/me/zak`: the same of the user for whom the app acts, for five minutes.
    pub async fn own_zak(&self) -> Result<UserToken, Error> {
        self.0.call("GET /users/me/zak").json().await
    }

    fn on(&self, key: &str, user: impl AsRef<str>) -> Call {
        self.0.call(key).param("userId", user.as_ref())
    }
}

impl List<UserList> {
    /// Users of this status.
    pub fn status(self, status: &UserStatus) -> Self {
        self.query("status", status)
    }

    /// Users with this role.
    pub fn role(self, role_id: &str) -> Self {
        self.query("role_id", role_id)
    }
}

/// What becomes of a user who goes, and of what they own.
#[derive(Debug)]
#[must_use = "nothing is deleted until it is sent"]
pub struct DeleteUser(Call);

impl DeleteUser {
    /// Deletes the user for good instead of disassociating them.
    pub fn for_good(self) -> Self {
        Self(self.0.query("action", DeleteAction::Delete))
    }

    /// Gives what the user owns to the user with this e-mail.
    pub fn transfer_to(
        self,
        email: &str,
        meetings: bool,
        webinars: bool,
        recordings: bool,
    ) -> Self {
        Self(
            self.0
                .query("transfer_email", email)
                .query("transfer_meeting", meetings)
                .query("transfer_webinar", webinars)
                .query("transfer_recording", recordings),
        )
    }

    /// Does it.
    pub async fn send(self) -> Result<(), Error> {
        self.0.done().await
    }
}
