//! Meetings, and past ones.

use zoom_types::{
    MeetingId, UserId,
    meetings::{
        Meeting, MeetingAction, MeetingDraft, MeetingList, MeetingListType, PastMeeting,
        PastParticipantList, StatusChange, UpcomingMeetings,
    },
};

use crate::{Call, Client, Error, List};

/// `client.meetings()`.
#[derive(Debug)]
pub struct Meetings<'c>(pub(super) &'c Client);

/// `client.past_meetings()`.
#[derive(Debug)]
pub struct PastMeetings<'c>(&'c Client);

impl Client {
    /// Meetings.
    pub fn meetings(&self) -> Meetings<'_> {
        Meetings(self)
    }

    /// Meetings that have been.
    pub fn past_meetings(&self) -> PastMeetings<'_> {
        PastMeetings(self)
    }
}

impl Meetings<'_> {
    /// `GET /users/{userId}/meetings`: scheduled ones, unless another type is asked for.
    pub fn list(&self, host: impl AsRef<str>) -> List<MeetingList> {
        List::new(
            self.0
                .call("GET /users/{userId}/meetings")
                .param("userId", host.as_ref()),
        )
    }

    /// `GET /users/{userId}/upcoming_meetings`: what a user has within the next day.
    pub async fn upcoming(&self, user: impl AsRef<str>) -> Result<UpcomingMeetings, Error> {
        let call = self.0.call("GET /users/{userId}/upcoming_meetings");
        call.param("userId", user.as_ref()).json().await
    }

    /// `POST /users/{userId}/meetings`. Counts against the host's hundred a day. The answer is
    /// what Zoom kept, which may differ from what was asked.
    pub async fn create(&self, host: &UserId, draft: &MeetingDraft) -> Result<Meeting, Error> {
        let call = self
            .0
            .call("POST /users/{userId}/meetings")
            .param("userId", host)
            .host(host);
        call.body(draft).json().await
    }

    /// `GET /meetings/{meetingId}`.
    pub async fn get(&self, meeting: MeetingId) -> Result<Meeting, Error> {
        self.on("GET /meetings/{meetingId}", meeting).json().await
    }

    /// `PATCH /meetings/{meetingId}`. Counts against the host's hundred a day, so say whose it is.
    pub async fn update(
        &self,
        meeting: MeetingId,
        host: Option<&UserId>,
        change: &MeetingDraft,
    ) -> Result<(), Error> {
        let mut call = self.on("PATCH /meetings/{meetingId}", meeting).body(change);
        if let Some(host) = host {
            call = call.host(host);
        }
        call.done().await
    }

    /// `DELETE /meetings/{meetingId}`; one occurrence only, where given. Mails nobody unless
    /// `notify`.
    pub async fn delete(
        &self,
        meeting: MeetingId,
        occurrence: Option<&str>,
        notify: bool,
    ) -> Result<(), Error> {
        self.on("DELETE /meetings/{meetingId}", meeting)
            .maybe_query("occurrence_id", occurrence)
            .query("schedule_for_reminder", notify)
            .query("cancel_meeting_reminder", notify)
            .done()
            .await
    }

    /// `PUT /meetings/{meetingId}/status`: ends a running meeting, or recovers a deleted one.
    pub async fn status(&self, meeting: MeetingId, action: MeetingAction) -> Result<(), Error> {
        let call = self.on("PUT /meetings/{meetingId}/status", meeting);
        call.body(&StatusChange { action }).done().await
    }

    pub(super) fn on(&self, key: &str, meeting: MeetingId) -> Call {
        self.0.call(key).param("meetingId", meeting)
    }
}

impl List<MeetingList> {
    /// Scheduled, live, upcoming or previous ones.
    pub fn kind(self, kind: &MeetingListType) -> Self {
        self.query("type", kind)
    }
}

impl PastMeetings<'_> {
    /// `GET /past_meetings/{meetingId}`, by UUID, or by number for the latest run.
    pub async fn get(&self, meeting: impl AsRef<str>) -> Result<PastMeeting, Error> {
        let call = self.0.call("GET /past_meetings/{meetingId}");
        call.param("meetingId", meeting.as_ref()).json().await
    }

    /// `GET /past_meetings/{meetingId}/participants`, by UUID, or by number for the latest run.
    pub fn participants(&self, meeting: impl AsRef<str>) -> List<PastParticipantList> {
        let call = self.0.call("GET /past_meetings/{meetingId}/participants");
        List::new(call.param("meetingId", meeting.as_ref()))
    }
}
