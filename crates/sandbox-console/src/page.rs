//! The shells of the console's pages: each says that this is not Zoom.

use ui::{Html, Nav, Page, PlainPage, SignedIn};

use crate::visitor::Signed;

/// The name beside the mark.
const SITE: &str = "Emulated Zoom App Marketplace";

/// The strip above every page.
pub(crate) fn banner() -> Html {
    ui::all![
        Html::from("This is an emulated Zoom").inside("b"),
        ", part of Parfocal, for trying and testing. It is not zoom.us, and nothing here reaches Zoom."
    ]
}

fn menus() -> Nav {
    Nav::new()
        .group("Develop")
        .link("Build App", "/develop/create")
        .group("")
        .link("Manage", "/develop/apps")
}

/// A page for somebody who is signed in.
pub(crate) fn shell(signed: &Signed, title: &str, current: &str) -> Page {
    Page::new(title, menus(), current)
        .site(SITE)
        .bar()
        .banner(banner())
        .user(SignedIn {
            name: signed.person.display_name.clone(),
            sign_out: "/signout".to_owned(),
            csrf: signed.session.csrf.clone(),
        })
}

/// A page for anybody.
pub(crate) fn open_shell(title: &str) -> Page {
    Page::new(title, menus().link("Sign In", "/signin"), "/")
        .site(SITE)
        .bar()
        .banner(banner())
}

/// A narrow page: signing in, allowing, an error.
pub(crate) fn narrow(title: &str) -> PlainPage {
    PlainPage::new(title).site(SITE).banner(banner())
}
