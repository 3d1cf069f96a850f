//! Every way in which the web client's back end says no, in one table.
//!
//! The SDK shows its user another number than the wire carries: it looks up the wire's code and,
//! for two of them, the very words of the message. Both are given here as measured on 6.2.0, so
//! the words must not be polished. `Source::Guess` marks what could not be measured without an
//! account of Zoom's: that the wire has this code is certain (the SDK knows it), when Zoom sends
//! it is taken from Zoom's documentation.

use serde_json::{Value, json};

/// Why somebody does not get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not signed with the app's secret, or no signature at all.
    Signature,
    /// `exp` has passed.
    Expired,
    /// No app of this client id has the Meeting SDK switched on.
    Key,
    /// The number is none, or another than the signed one.
    MeetingNumber,
    /// There never was a meeting of this number.
    NoMeeting,
    /// The meeting was deleted.
    Gone,
    /// Neither 0 nor 1, or 1 without a ZAK.
    Role,
    /// A ZAK of nobody, or one that has expired.
    Zak,
    /// A ZAK of somebody who does not host this meeting.
    NotHost,
    /// The meeting belongs to another account than the app.
    OtherAccount,
    /// Webinars ask for a mail address.
    Mail,
    /// Registration is asked for.
    Registration,
    /// The passcode is missing or wrong.
    Passcode,
    /// The SDK is older than Zoom accepts.
    TooOld,
    /// The host has not come yet.
    NotStarted,
    /// They were removed from this run.
    Removed,
    /// The host was deactivated.
    HostInactive,
    /// As many are in it as may be.
    Full,
    /// The host locked it.
    Locked,
    /// The run is over.
    Ended,
    /// The socket came without a ticket of ours.
    NoTicket,
}

/// Where it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// In the answer to `POST /api/v1/wc/info`, by `errorCode` and `errorMessage`.
    Info {
        /// `errorCode`.
        code: i32,
        /// `errorMessage`: for 200, 3000 and 3136 the SDK compares these very words.
        message: &'static str,
    },
    /// In event 4098 of the websocket, by `res`.
    Socket {
        /// `res`.
        res: i32,
    },
}

/// How a row is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The unmodified SDK answered it with [`Row::sdk`] here.
    Measured,
    /// The SDK knows the code; when Zoom sends it is a reading of its documentation.
    Guess,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Why.
    pub refusal: Refusal,
    /// The code the SDK tells its page, or shows.
    pub sdk: i32,
    /// Where and how it stands on the wire.
    pub door: Door,
    /// Whether `ZoomMtg.join` calls `error`; where not, a page needs a watchdog.
    pub calls_back: bool,
    /// How it is known.
    pub source: Source,
}

const fn info(
    refusal: Refusal,
    sdk: i32,
    code: i32,
    message: &'static str,
    calls_back: bool,
    source: Source,
) -> Row {
    Row {
        refusal,
        sdk,
        door: Door::Info { code, message },
        calls_back,
        source,
    }
}

const fn socket(refusal: Refusal, sdk: i32, res: i32, source: Source) -> Row {
    Row {
        refusal,
        sdk,
        door: Door::Socket { res },
        calls_back: false,
        source,
    }
}

use Refusal as R;
use Source::{Guess, Measured};

/// The table.
#[rustfmt::skip]
pub const REFUSALS: [Row; 21] = [
    info(R::Signature, 3712, 200, "Invalid signature.", true, Measured),
    info(R::Expired, 3705, 200, "The signature has expired.", true, Measured),
    info(R::Key, 3704, 200, "The api key is wrong.", true, Measured),
    info(R::MeetingNumber, 3706, 200, "The meeting number is wrong.", true, Measured),
    info(R::NoMeeting, 3707, 200, "The meeting number is not found.", true, Measured),
    info(R::Gone, 3610, 3001, "Meeting does not exist.", true, Measured),
    info(R::Role, 3708, 200, "The role is not applicable.", true, Measured),
    info(R::Zak, 3623, 3136, "Token error", true, Measured),
    info(R::NotHost, 3003, 3003, "You are not the host of this meeting.", true, Guess),
    info(R::Mail, 3005, 3000, "User email is required.", true, Measured),
    info(R::Registration, 3099, 3099, "", false, Measured),
    info(R::Passcode, 3004, 3004, "Meeting Passcode wrong.", false, Measured),
    info(R::TooOld, 10_000, 3000, "The current sdk version is no longer supported, please upgrade to the latest version.", true, Measured),
    info(R::NotStarted, 3008, 3008, "The meeting has not started.", false, Measured),
    info(R::Removed, 3009, 3009, "You have been removed from this meeting.", true, Guess),
    info(R::HostInactive, 3625, 1001, "The host is inactive.", true, Guess),
    socket(R::OtherAccount, 4011, 6601, Measured),
    socket(R::Full, 4005, 9, Measured),
    socket(R::Locked, 4006, 12, Measured),
    socket(R::Ended, 4004, 6, Measured),
    socket(R::NoTicket, 4009, -1, Measured),
];

impl Refusal {
    /// Its row.
    pub fn row(self) -> &'static Row {
        let found = REFUSALS.iter().find(|row| row.refusal == self);
        found.unwrap_or(&REFUSALS[0])
    }

    /// `res` of event 4098.
    pub(super) fn res(self) -> i32 {
        match self.row().door {
            Door::Socket { res } => res,
            // A run may end, or a host be gone, between the two doors: the SDK knows these here too.
            Door::Info { code, .. } => code,
        }
    }

    /// The body of the answer to `POST /api/v1/wc/info`.
    pub(super) fn body(self) -> Value {
        match self.row().door {
            Door::Info { code, message } => answer(code, message),
            // Said at the websocket; whoever asks here gets the general refusal.
            Door::Socket { .. } => answer(1, "Fail to join the meeting."),
        }
    }
}

/// A refusal in the shape of the web client's answers.
pub(super) fn answer(code: i32, message: &str) -> Value {
    json!({ "status": false, "errorCode": code, "errorMessage": message, "result": null })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Door, REFUSALS};

    #[test]
    fn every_refusal_has_one_row_and_a_code_of_its_own() {
        let codes: HashSet<i32> = REFUSALS.iter().map(|row| row.sdk).collect();
        assert_eq!(codes.len(), REFUSALS.len());
        for row in &REFUSALS {
            assert_eq!(row.refusal.row(), row);
            if let Door::Socket { res } = row.door {
                assert_ne!(res, 0, "0 is welcome");
            }
        }
    }
}
