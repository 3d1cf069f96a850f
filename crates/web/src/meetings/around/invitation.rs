//! `/meetings/{id}/invitation`: the text that Zoom writes for people to forward.

use axum::response::Response;
use ui::{CopyText, Facts, Html, Notice};

use super::{named::Named, page};
use crate::{Error, State, extract::Session};
use ::meetings::InvitationText;

/// The page.
pub(super) async fn show(app: State, session: Session, named: Named) -> Result<Response, Error> {
    let target = named.target(&app, &session.principal).await?;
    let asked = app.meetings.invitation(&session.principal, &target).await;
    let asked = asked.map(|text| shown(&text));
    page(&app, &session, &target, "Its invitation", asked)
}

fn shown(invitation: &InvitationText) -> Html {
    let sip = (!invitation.sip.is_empty()).then(|| {
        Facts::new().fact(
            "Room systems (SIP)",
            invitation
                .sip
                .iter()
                .map(|address| Html::from(CopyText::new("SIP address", address)))
                .collect::<Html>(),
        )
    });
    ui::all![
        Notice::info("It lets in whoever reads it").text(
            "The text holds the join link and, where there is one, the passcode. It is read from \
             Zoom for this page and kept nowhere here."
        ),
        CopyText::new("Invitation", invitation.text.reveal()).block(),
        sip,
    ]
}
