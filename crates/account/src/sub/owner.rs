//! Another owner, for the account or a sub-account. The mail address is typed twice: who hands an
//! account over cannot take it back.

use connect::{Action, ConnectionId, FormProblems, Principal, Refusal};

use crate::{Account, Act, Error, Place, form::mail, service::may};

impl Account {
    /// Makes one of the account's admins its owner. `again` must be the same address: nothing is
    /// sent otherwise. A form with the same `key` does it once.
    pub async fn change_owner(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        place: &Place,
        email: &str,
        again: &str,
        key: &str,
    ) -> Result<String, Error> {
        may(who, Action::Change, connection)?;
        let mut problems = FormProblems::default();
        let email = mail(
            &mut problems,
            "email",
            "The new owner's mail address",
            email,
            true,
        );
        let again = again.trim();
        if problems.0.is_empty() && !again.eq_ignore_ascii_case(&email) {
            problems.add(
                "again",
                if again.is_empty() {
                    "Type the address of the new owner once more: this cannot be taken back."
                } else {
                    "The two addresses differ, so nothing was sent."
                },
            );
        }
        let email = problems.or(email)?;
        let place_of_form = self.once.place(key, &());
        let mut made = place_of_form.lock().await;
        if made.as_deref() == Some(email.as_str()) {
            return Ok(email);
        }
        let client = self.client(connection).await?;
        client
            .accounts()
            .of(place.param())
            .change_owner(&email)
            .await
            .map_err(Refusal::of(Act::change_owner(place)))?;
        *made = Some(email.clone());
        let detail = format!("Made {email} the owner of {}.", place.words());
        let subject = match place {
            Place::Own => "owner",
            Place::Sub(id) => id,
        };
        self.note(who, connection, subject, "change_owner", &detail)
            .await?;
        Ok(email)
    }
}
