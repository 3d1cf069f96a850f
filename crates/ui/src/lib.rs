//! Layout, components and assets of every page, for Parfocal's own site and for the pages of the
//! emulated Zoom.
//!
//! Components are values that print escaped HTML: build one, give it to another, or name it in an
//! askama template of your own (`{{ notice }}` is printed as it is, any `String` is escaped).
//!
//! ```
//! use ui::{Field, Form, Button, Nav, Notice, Page};
//! let page = Page::new("Zoom settings", Nav::new().group("Zoom").link("Connection", "/zoom"), "/zoom")
//!     .sentence("Nothing is connected yet")
//!     .body(ui::all![
//!         Notice::info("Four values are needed").text("The guide calls them so."),
//!         Form::post("/zoom", "csrf-token")
//!             .with(Field::text("client_id", "Client ID").required())
//!             .button(Button::primary("Save")),
//!     ]);
//! assert!(page.to_string().contains("Client ID"));
//! ```
//!
//! What this crate refuses: inline scripts and styles (pages run under a strict
//! Content-Security-Policy), a page that needs JavaScript, a colour as the only sign of anything,
//! knowledge of Zoom or of any other crate here.
//!
//! Parts of a page that live: either [`Part`]s on a page with a stream ([`Page::stream`]), which
//! the server renews the moment something changes, or `<section data-refresh="/address"
//! data-every="30">`, where the small script asks for the content now and then.

mod assets;
mod axis;
mod card;
mod choice;
mod copy;
mod countdown;
mod field;
mod form;
mod html;
mod moment;
mod notice;
mod part;
mod plot;
mod quality;
mod shell;
mod stat;
mod state;
mod steps;
mod table;
#[cfg(test)]
mod tokens;

pub use assets::{Asset, assets, css, font, icon, js};
pub use card::{Card, Facts, grid};
pub use choice::{Checkbox, Choices, Select};
pub use copy::{CopyText, Reveal};
pub use countdown::Countdown;
pub use field::Field;
pub use form::{Button, CSRF_FIELD, FieldGroup, Form, Hidden};
pub use html::{Html, code, heading, link, list, number, query, quiet, said, segment};
pub use moment::{Moment, exact, relative, zone_name};
pub use notice::Notice;
pub use part::Part;
pub use plot::{Line, Plot};
pub use quality::{Badge, Quality, Tag};
pub use shell::{Nav, NavLink, Page, PlainPage, PublicPage, Search, SignedIn};
pub use stat::{Sparkline, Stat};
pub use state::State;
pub use steps::{Stand, Steps};
pub use table::{Column, Table, View};
