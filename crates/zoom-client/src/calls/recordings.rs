//! Cloud recordings: at most a month at once. A run is named by its UUID; by number Zoom takes
//! the latest run alone.

use jiff::civil::Date;
use zoom_types::recordings::{
    Recording, RecordingAction, RecordingChange, RecordingList, RecordingRemoval, TrashType,
};

use crate::{Client, Error, List};

/// `client.recordings()`.
#[derive(Debug)]
pub struct Recordings<'c>(&'c Client);

impl Client {
    /// Cloud recordings.
    pub fn recordings(&self) -> Recordings<'_> {
        Recordings(self)
    }
}

impl Recordings<'_> {
    /// `GET /users/{userId}/recordings` of these days, both included.
    pub fn of_user(&self, user: impl AsRef<str>, from: Date, to: Date) -> List<RecordingList> {
        let call = self.0.call("GET /users/{userId}/recordings");
        List::new(call.param("userId", user.as_ref()))
            .query("from", from)
            .query("to", to)
    }

    /// `GET /accounts/{accountId}/recordings` of these days, both included.
    pub fn of_account(&self, from: Date, to: Date) -> List<RecordingList> {
        let call = self.0.call("GET /accounts/{accountId}/recordings");
        List::new(call.param("accountId", "me"))
            .query("from", from)
            .query("to", to)
    }

    /// `GET /meetings/{meetingId}/recordings`, by UUID, or by number for the latest run.
    pub async fn get(&self, run: impl AsRef<str>) -> Result<Recording, Error> {
        let call = self.0.call("GET /meetings/{meetingId}/recordings");
        call.param("meetingId", run.as_ref()).json().await
    }

    /// `DELETE /meetings/{meetingId}/recordings`: the whole of a run, into the trash or for good.
    pub async fn remove(&self, run: impl AsRef<str>, how: &RecordingRemoval) -> Result<(), Error> {
        let call = self.0.call("DELETE /meetings/{meetingId}/recordings");
        call.param("meetingId", run.as_ref())
            .query("action", how)
            .done()
            .await
    }

    /// `DELETE /meetings/{meetingId}/recordings/{recordingId}`: one file.
    pub async fn remove_file(
        &self,
        run: impl AsRef<str>,
        file: &str,
        how: &RecordingRemoval,
    ) -> Result<(), Error> {
        let call = self
            .0
            .call("DELETE /meetings/{meetingId}/recordings/{recordingId}");
        call.param("meetingId", run.as_ref())
            .param("recordingId", file)
            .query("action", how)
            .done()
            .await
    }

    /// `PUT /meetings/{meetingUUID}/recordings/status`: the whole of a run, out of the trash.
    pub async fn recover(&self, run: impl AsRef<str>) -> Result<(), Error> {
        let call = self.0.call("PUT /meetings/{meetingUUID}/recordings/status");
        call.param("meetingUUID", run.as_ref())
            .body(&RECOVER)
            .done()
            .await
    }

    /// `PUT /meetings/{meetingId}/recordings/{recordingId}/status`: one file.
    pub async fn recover_file(&self, run: impl AsRef<str>, file: &str) -> Result<(), Error> {
        let call = self
            .0
            .call("PUT /meetings/{meetingId}/recordings/{recordingId}/status");
        call.param("meetingId", run.as_ref())
            .param("recordingId", file)
            .body(&RECOVER)
            .done()
            .await
    }
}

const RECOVER: RecordingChange = RecordingChange {
    action: RecordingAction::Recover,
};

impl List<RecordingList> {
    /// What is in the trash instead: whole recordings, or single files.
    pub fn trash(self, kind: &TrashType) -> Self {
        self.query("trash", true).query("trash_type", kind)
    }
}
