//! What the walk acts on: the emulated Zoom as its owner sees it, Parfocal as its administrator.

use connect::{ConnectionId, Principal};
use zoom_sandbox::{AuthorizeRequest, Marketplace, Sandbox, marketplace::Information};

use crate::{failure::Failure, product::Product};

/// Both sides of the demo.
pub(crate) struct DemoWorld {
    pub sandbox: Sandbox,
    pub product: Product,
    pub connection: ConnectionId,
    /// Who does in Parfocal what the guide says.
    pub administrator: Principal,
}

impl DemoWorld {
    /// The Marketplace, signed in as the account's owner.
    pub(crate) fn marketplace(&self) -> Marketplace {
        self.sandbox.marketplace()
    }

    /// Who is signed in at the emulated Zoom.
    pub(crate) fn owner(&self) -> String {
        self.sandbox.world().owner().email
    }

    /// The redirect URL that Parfocal says to enter.
    pub(crate) fn redirect_url(&self) -> String {
        self.product.connect.redirect_url().into()
    }

    /// Where Parfocal receives this connection's events.
    pub(crate) fn webhook_url(&self) -> Result<String, Failure> {
        let leaf = format!("/zoom/webhook/{}", self.connection);
        Ok(self.product.connect.redirect_url().join(&leaf)?.into())
    }

    /// The Information page, filled in.
    pub(crate) fn information(&self, what: &str) -> Information {
        Information {
            short_description: what.to_owned(),
            long_description: format!("{what}. Built by the demo as the guide says."),
            company_name: "Example Organisation".to_owned(),
            developer_name: "Demo Administrator".to_owned(),
            developer_email: self.owner(),
        }
    }

    /// Add, then Allow: the address the browser is sent to, with the code in it.
    pub(crate) fn add_and_allow(&self, app_id: &str) -> Result<String, Failure> {
        let url = self.marketplace().add_url(app_id)?;
        let pair = |name: &str| {
            url.query_pairs()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        let request = AuthorizeRequest {
            response_type: pair("response_type"),
            client_id: pair("client_id"),
            redirect_uri: pair("redirect_uri"),
            ..AuthorizeRequest::default()
        };
        let consent = self.sandbox.authorize(&request)?;
        let owner = self.sandbox.world().owner().id;
        Ok(self.sandbox.allow(consent, &owner)?.redirect_url)
    }
}
