//! Where join and start links of emulated meetings lead.

use axum::extract::Path;
use ui::{Notice, PlainPage};

use crate::page;

pub(crate) async fn join(Path(meeting): Path<String>) -> PlainPage {
    room(&meeting, "You would now join the meeting")
}

pub(crate) async fn start(Path(meeting): Path<String>) -> PlainPage {
    room(&meeting, "You would now start the meeting")
}

fn room(meeting: &str, title: &str) -> PlainPage {
    let number: String = meeting.chars().filter(char::is_ascii_digit).collect();
    page::narrow(title).body(
        Notice::info(format!("Meeting {number}"))
            .text("The emulated Zoom has no sound and no picture: the link ends here."),
    )
}
