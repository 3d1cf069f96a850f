//! Is a mail address known to Zoom?

use connect::{Action, ConnectionId, FormProblems, Principal, Refusal};
use serde::Serialize;
use zoom_client::Priority;

use super::People;
use crate::{Act, Error, Person, new::bad_address};

/// What is known of a mail address.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PeopleVerified)]
pub struct Verified {
    /// The address.
    pub email: String,
    /// Whether somebody at Zoom has it, in this account or another.
    pub at_zoom: bool,
    /// Who has it in this account, as far as known here.
    pub here: Option<Person>,
}

impl People {
    /// Asks Zoom whether somebody has this address.
    pub async fn verify(
        &self,
        who: &Principal,
        id: &ConnectionId,
        email: &str,
    ) -> Result<Verified, Error> {
        self.may(who, Action::Read, id)?;
        let email = email.trim();
        if let Some(why) = bad_address(email) {
            let mut problems = FormProblems::default();
            problems.add("email", why);
            return Err(problems.into());
        }
        let zoom = self.zoom(id, Priority::Person).await?;
        let at_zoom = zoom.known(email).await.map_err(Refusal::of(Act::Verify))?;
        Ok(Verified {
            email: email.to_owned(),
            at_zoom,
            here: self.known(id, email).await?,
        })
    }
}
