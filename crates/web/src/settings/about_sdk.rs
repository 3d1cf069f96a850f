//! What the Meeting SDK block has to say beyond its fields: which app it is, what cannot be checked,
//! what its redirect URL is for, and who needs TLS.

use connect::SetKind;
use ui::{Button, FieldGroup, Html, Notice, code};

use crate::State;

/// Nothing in the blocks of other apps.
pub(super) fn section(app: &State, kind: SetKind) -> Html {
    if kind != SetKind::MeetingSdk {
        return Html::new();
    }
    let whose = Html::from(
        "The pair of a General app, admin-managed, with Meeting SDK switched on under Embed. It is \
         neither of the other two apps, and it is never activated, added or published: for meetings \
         of this account it signs as it is.",
    )
    .paragraph();
    let questions = FieldGroup::more("Its scope, its redirect URL, and TLS", false)
        .with(ui::list([scope(), redirect(app), tls(app)]));
    let onward = ui::all![
        Button::quiet("The SDK's files").to("/zoom/sdk"),
        Button::quiet("Test joining in this browser").to("/zoom/sdk/test"),
    ];
    ui::all![
        whose,
        no_tls(app),
        questions,
        onward.boxed("div", "actions")
    ]
}

fn scope() -> Html {
    ui::all![
        "Whether the app has the scope ",
        code("user:read:zak:admin"),
        " cannot be checked from here: Zoom gives this pair no token whose scopes could be read. It \
         is not needed to join. The key with which a host starts a meeting (ZAK) is fetched by the \
         Server-to-Server app, in whose list the scope stands as well; there it is checked.",
    ]
}

fn redirect(app: &State) -> Html {
    let ours = app.settings.base_url();
    let ours = ours.as_str().trim_end_matches('/');
    ui::all![
        "The redirect URL is where Zoom would send whoever adds the app. Nobody adds it, so nothing \
         ever comes there; Zoom only wants one to be named. The guide names the site's address. \
         Where your site and Parfocal are on different domains, either will do; visitors join at ",
        code(ours),
        ", also where the site shows the meeting in a frame.",
    ]
}

fn tls(app: &State) -> Html {
    let now = if app.settings.secure() {
        "Parfocal's has it."
    } else {
        "Parfocal's has none now; on this machine itself browsers make an exception."
    };
    ui::all![
        "Both need TLS (https): Parfocal's address, because browsers give camera and microphone to \
         secure pages only, and the site's, because a frame in an insecure page is not secure \
         either. ",
        now,
    ]
}

/// A public address without TLS keeps every visitor's camera away.
fn no_tls(app: &State) -> Option<Notice> {
    let url = app.settings.public_url.as_ref()?;
    (url.scheme() != "https").then(|| {
        Notice::poor("The public address has no TLS: no camera, no microphone")
            .text(format!(
                "It is {url}. Browsers give both to https pages only."
            ))
            .to_do(
                "Give Parfocal a certificate (server.tls_certificate and server.tls_key) or put it \
                 behind a proxy that has one, then set server.public_url to the https address.",
            )
    })
}
