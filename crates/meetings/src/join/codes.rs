//! What can go wrong in the visitor's browser, as data: one row per code, in the visitor's words
//! with what to do, and in the administrator's with what is behind it.
//!
//! Most of Zoom's codes come by the callback of `ZoomMtg.join`. Some come by no callback at all;
//! those are read from what passes between the SDK and Zoom, where `socket` gives the number there
//! (measured with 6.2.0), and else the page's own watchdog ends the wait. Codes in words are ours.

use serde::Serialize;

/// One way in which a join fails or waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// Zoom's number, or a word of ours.
    pub code: &'static str,
    /// The number of the meeting's socket (`res` of event 4098) that says it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub socket: Option<i32>,
    /// What happened, in a few words.
    pub title: &'static str,
    /// What to do about it.
    pub to_do: &'static str,
    /// What the page does.
    pub then: Then,
    /// What is behind it, for administrators.
    #[serde(skip)]
    pub cause: &'static str,
    /// The page can find it before it has asked for anything, so whoever says it has nothing to show
    /// for it.
    #[serde(skip)]
    pub early: bool,
}

/// What the page does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// Says it and offers to try again.
    Retry,
    /// Says it; trying again from here would not help.
    Stop,
    /// Says it beside the meeting, which goes on by itself.
    Wait,
}

const fn row(
    code: &'static str,
    then: Then,
    title: &'static str,
    to_do: &'static str,
    cause: &'static str,
) -> Trouble {
    Trouble {
        code,
        socket: None,
        title,
        to_do,
        then,
        cause,
        early: false,
    }
}

const fn early(trouble: Trouble) -> Trouble {
    Trouble {
        early: true,
        ..trouble
    }
}

const fn on_socket(socket: i32, trouble: Trouble) -> Trouble {
    Trouble {
        socket: Some(socket),
        ..trouble
    }
}

use Then::{Retry, Stop, Wait};

/// The table.
#[rustfmt::skip]
pub const TROUBLES: &[Trouble] = &[
    row("3712", Retry, "Zoom did not accept this site’s signature", "That is nothing you did. Try once more; if it stays so, use the Zoom app and tell the organiser.",
        "The signature is not the app’s: the Client Secret of the Meeting SDK app is wrong or was changed, or this server’s clock is far off."),
    row("3705", Retry, "Your permission to join has expired", "Try again: you get a new one.",
        "The signature had expired: the page was open for very long, or this server’s clock is behind."),
    row("3704", Stop, "Zoom does not know this site’s app", "That is nothing you did. Use the Zoom app and tell the organiser.",
        "The Client ID is no app with Embed switched on, or the app is of another account."),
    row("3706", Stop, "Zoom does not know this meeting’s number", "The meeting may have been replaced. Open the invitation again, or ask the organiser.",
        "The meeting number is wrong or another than the signed one: read the meeting again from Zoom."),
    row("3707", Stop, "Zoom cannot find this meeting", "The meeting may have been replaced. Open the invitation again, or ask the organiser.",
        "Zoom has no meeting of this number: read it again from Zoom."),
    row("3610", Stop, "This meeting was deleted at Zoom", "Ask the organiser whether there is a new one.",
        "The meeting was deleted at Zoom: read it again, and it is shown as cancelled."),
    row("3708", Stop, "Zoom did not accept the part you would have in the meeting", "Use the Zoom app and tell the organiser.",
        "Role 1 without a ZAK: the host’s key could not be used."),
    row("3623", Retry, "The host’s key has expired", "Start again: you get a new one.",
        "The ZAK had expired or is nobody’s."),
    row("3003", Stop, "This account is not the meeting’s host", "Ask the host to start it.",
        "The ZAK is of somebody who is neither the host nor an alternative host."),
    row("3005", Retry, "Zoom wants your mail address", "Go back and type it; webinars let nobody in without one.",
        "A webinar, or a meeting with registration, was joined without a mail address."),
    row("3099", Stop, "Zoom wants you to register for this meeting", "Register first, on the meeting’s page.",
        "Registration was switched on at Zoom after this meeting was read here: read it again."),
    row("3004", Retry, "The passcode is wrong", "Go back and type the one in your invitation; capital and small letters count.",
        "The passcode was changed at Zoom after this meeting was read here: read it again."),
    row("10000", Stop, "This site’s version of Zoom is too old", "That is nothing you did. Use the Zoom app; the organiser has been told.",
        "Zoom no longer accepts this version of the Meeting SDK: run `parfocal sdk upgrade`, after an upgrade of Parfocal where that has nothing newer."),
    row("3008", Wait, "The host has not started the meeting yet", "Stay here: you are let in by itself.",
        "The host had not started. Nothing is wrong."),
    row("waiting-room", Wait, "You are in the waiting room", "The host knows that you are here and will let you in.",
        "The host let people wait. Nothing is wrong."),
    row("3009", Stop, "The host removed you from this meeting", "You cannot come back by yourself. Ask the host.",
        "Removed by the host before."),
    row("3625", Stop, "The meeting’s host has no working account", "Ask the organiser.",
        "The host’s Zoom account was deactivated."),
    on_socket(6601, row("4011", Stop, "This meeting belongs to another organisation", "It can be joined with the Zoom app, but not on this page.",
        "The meeting is of another Zoom account than the Meeting SDK app. Since March 2026 Zoom lets such meetings be joined only with a reviewed app.")),
    on_socket(9, row("4005", Retry, "The meeting is full", "Try again in a minute: somebody may leave.",
        "As many people are in it as the host’s plan allows.")),
    on_socket(12, row("4006", Retry, "The host locked the meeting", "Nobody can come in now. Ask the host to open it, then try again.",
        "The host locked the meeting.")),
    on_socket(6, row("4004", Stop, "The meeting has ended", "Thank you for coming.",
        "The meeting had ended.")),
    on_socket(-1, row("4009", Retry, "Zoom closed the connection", "Try again.",
        "The connection came without a ticket.")),
    row("silent", Retry, "Zoom does not answer", "The connection may be slow, or a firewall stands between you and Zoom. Try again, or use the Zoom app.",
        "Nothing came back within 45 seconds: a firewall, a filter, or a refusal Zoom gives no code for."),
    early(row("offline", Retry, "You are offline", "Connect to the internet again; this page then goes on.",
        "The browser had no network.")),
    early(row("no-wasm", Stop, "This browser cannot run WebAssembly", "It may be switched off by a policy or a strict mode. Use another browser or the Zoom app.",
        "WebAssembly is missing or forbidden in the visitor’s browser.")),
    early(row("old-browser", Stop, "This browser is too old", "Bring it up to date, use another one, or use the Zoom app.",
        "The browser lacks something the Meeting SDK needs.")),
    early(row("insecure", Stop, "This page is not served safely, so the browser keeps camera and microphone from it", "Use the Zoom app and tell the organiser.",
        "The page was opened over plain http: browsers give camera and microphone only to https.")),
    early(row("no-storage", Stop, "The browser keeps nothing for this page", "Cookies and storage are blocked for it, as browsers may do within another site. Open the meeting on its own page and allow them there, or use the Zoom app.",
        "The visitor’s browser blocks cookies and storage for this site, or for frames of other sites.")),
    early(row("camera", Retry, "The browser keeps camera or microphone from this page", "Press the camera sign in the address bar, allow both, and check again. You can also join without.",
        "The visitor or a policy blocked camera or microphone.")),
    early(row("no-camera", Retry, "No camera or microphone was found", "Plug one in and check again. You can also join without.",
        "No device was found.")),
    early(row("no-sdk", Retry, "Zoom’s program could not be loaded", "Try again. If it stays so, something blocks it: use the Zoom app.",
        "The files of the Meeting SDK did not load or did not start: see `parfocal sdk status`.")),
    early(row("not-ready", Stop, "Joining in the browser is not ready here", "Use the Zoom app; the organiser can put it right.",
        "The Meeting SDK app is not entered or its files are not fetched: see `parfocal sdk status`.")),
    row("other", Retry, "Zoom did not let you in", "Try again, or use the Zoom app.",
        "A code that this version does not know."),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::TROUBLES;

    #[test]
    fn every_code_stands_once_with_words_for_both() {
        let codes: HashSet<&str> = TROUBLES.iter().map(|one| one.code).collect();
        assert_eq!(codes.len(), TROUBLES.len());
        for one in TROUBLES {
            assert!(!one.title.ends_with('.'), "{}: a title", one.code);
            for sentence in [one.to_do, one.cause] {
                assert!(sentence.ends_with('.'), "{}: {sentence}", one.code);
            }
        }
    }

    #[test]
    fn every_refusal_that_was_measured_has_words() {
        for row in zoom_sandbox::web_client::REFUSALS {
            let code = row.sdk.to_string();
            let known = TROUBLES.iter().find(|one| one.code == code);
            let known = known.unwrap_or_else(|| panic!("{:?} ({code}) has none", row.refusal));
            if let zoom_sandbox::web_client::Door::Socket { res } = row.door {
                assert_eq!(known.socket, Some(res), "{code}");
            }
        }
    }
}
