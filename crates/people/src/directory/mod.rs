//! The directory: the account's people kept here, so that a page answers at once.
//!
//! Rows are in the database; what the list looks through is in memory beside it and follows it by
//! revisions. Whoever writes takes the connection's row of `people_walks` first, so that two
//! writers never meet in the middle.

mod entry;
mod facets;
mod follow;
mod index;
mod keep;
mod known;
mod leave;
mod list;
mod walk;

pub use self::{
    facets::{Facet, Facets},
    list::{Filter, Found, Listing, Order},
    walk::Standing,
};
pub(crate) use self::{
    index::{Index, Indexes},
    keep::keep,
    known::{find, named},
    leave::forget,
    list::{find_all, list},
};
