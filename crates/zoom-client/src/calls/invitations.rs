//! Invitations: the text people forward, and a link for each of many names.

use zoom_types::{
    MeetingId,
    invitations::{Invitation, InviteLinks, InviteLinksDraft},
};

use super::{meetings::Meetings, webinars::Webinars};
use crate::Error;

impl Meetings<'_> {
    /// `GET /meetings/{meetingId}/invitation`.
    pub async fn invitation(&self, meeting: MeetingId) -> Result<Invitation, Error> {
        self.on("GET /meetings/{meetingId}/invitation", meeting)
            .json()
            .await
    }

    /// `POST /meetings/{meetingId}/invite_links`: for at most 500 people.
    pub async fn invite_links(
        &self,
        meeting: MeetingId,
        draft: &InviteLinksDraft,
    ) -> Result<InviteLinks, Error> {
        let call = self.on("POST /meetings/{meetingId}/invite_links", meeting);
        call.body(draft).json().await
    }
}

impl Webinars<'_> {
    /// `POST /webinars/{webinarId}/invite_links`: for at most 500 people.
    pub async fn invite_links(
        &self,
        webinar: MeetingId,
        draft: &InviteLinksDraft,
    ) -> Result<InviteLinks, Error> {
        let call = self.on("POST /webinars/{webinarId}/invite_links", webinar);
        call.body(draft).json().await
    }
}
