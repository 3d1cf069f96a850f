//! What can be done around a meeting or webinar, and with recordings.

use connect::{Capability, Need};

pub(super) const TABLE: &[Capability] = &[
    Capability {
        key: "meetings.upcoming",
        title: "Upcoming meetings of a host",
        what: "List what somebody has within the next day, as host or as a guest.",
        product: "meetings",
        needs: &[Need::Operation("GET /users/{userId}/upcoming_meetings")],
    },
    Capability {
        key: "meetings.invitation",
        title: "Invitation text",
        what: "Copy the text that Zoom writes for people to forward.",
        product: "meetings",
        needs: &[Need::Operation("GET /meetings/{meetingId}/invitation")],
    },
    Capability {
        key: "meetings.summary",
        title: "Meeting summaries",
        what: "Read what Zoom's assistant wrote about a meeting that is over.",
        product: "meetings",
        needs: &[Need::Operation("GET /meetings/{meetingId}/meeting_summary")],
    },
    Capability {
        key: "meetings.streaming_token",
        title: "Join token for live streaming",
        what: "Let a streaming client into a meeting, for two minutes.",
        product: "meetings",
        needs: &[Need::Operation(
            "GET /meetings/{meetingId}/jointoken/live_streaming",
        )],
    },
    Capability {
        key: "meetings.archiving_token",
        title: "Join token for local archiving",
        what: "Let an archiving client into a meeting, for two minutes.",
        product: "meetings",
        needs: &[Need::Operation(
            "GET /meetings/{meetingId}/jointoken/local_archiving",
        )],
    },
    Capability {
        key: "meetings.invite_links",
        title: "Invite links for meetings",
        what: "Make a join link of their own for each of many people.",
        product: "meetings",
        needs: &[Need::Operation("POST /meetings/{meetingId}/invite_links")],
    },
    Capability {
        key: "webinars.invite_links",
        title: "Invite links for webinars",
        what: "Make a join link of their own for each of many people.",
        product: "meetings",
        needs: &[Need::Operation("POST /webinars/{webinarId}/invite_links")],
    },
    Capability {
        key: "meetings.recover",
        title: "Recover deleted meetings",
        what: "Bring back a meeting that was deleted within thirty days.",
        product: "meetings",
        needs: &[Need::Operation("PUT /meetings/{meetingId}/status")],
    },
    Capability {
        key: "meetings.participants",
        title: "Participants of meetings, by event",
        what: "See who is in a meeting as people come and go.",
        product: "meetings",
        needs: &[Need::Event("meeting.participant_joined")],
    },
    Capability {
        key: "webinars.participants",
        title: "Participants of webinars, by event",
        what: "See who is in a webinar as people come and go.",
        product: "meetings",
        needs: &[Need::Event("webinar.participant_joined")],
    },
    Capability {
        key: "recordings.list",
        title: "List a host's recordings",
        what: "Show what was recorded of a host's meetings and webinars, and what is in the trash.",
        product: "meetings",
        needs: &[Need::Operation("GET /users/{userId}/recordings")],
    },
    Capability {
        key: "recordings.list_account",
        title: "List all recordings",
        what: "Show the recordings of every host at once.",
        product: "meetings",
        needs: &[Need::Operation("GET /accounts/{accountId}/recordings")],
    },
    Capability {
        key: "recordings.files",
        title: "Files of a recording",
        what: "Show what one recording is made of.",
        product: "meetings",
        needs: &[Need::Operation("GET /meetings/{meetingId}/recordings")],
    },
    Capability {
        key: "recordings.remove",
        title: "Delete recordings",
        what: "Move a recording to the trash, or delete it for good.",
        product: "meetings",
        needs: &[Need::Operation("DELETE /meetings/{meetingId}/recordings")],
    },
    Capability {
        key: "recordings.remove_file",
        title: "Delete files of a recording",
        what: "Move one file of a recording to the trash, or delete it for good.",
        product: "meetings",
        needs: &[Need::Operation(
            "DELETE /meetings/{meetingId}/recordings/{recordingId}",
        )],
    },
    Capability {
        key: "recordings.recover",
        title: "Recover recordings",
        what: "Bring a recording back from the trash.",
        product: "meetings",
        needs: &[Need::Operation(
            "PUT /meetings/{meetingUUID}/recordings/status",
        )],
    },
    Capability {
        key: "recordings.recover_file",
        title: "Recover files of a recording",
        what: "Bring one file of a recording back from the trash.",
        product: "meetings",
        needs: &[Need::Operation(
            "PUT /meetings/{meetingId}/recordings/{recordingId}/status",
        )],
    },
];
