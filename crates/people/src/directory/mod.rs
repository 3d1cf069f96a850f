//! The directory: the account's people kept here, so that a page answers at once.
//!
//! Rows, the words they are found by and the counts of what can be filtered by change together in
//! one transaction. Whoever writes takes the connection's row of `people_walks` first, so that two
//! writers never meet in the middle.

mod facets;
mod follow;
mod keep;
mod list;
mod walk;

pub(crate) use self::{
    facets::facets,
    keep::{find, forget, keep},
    list::{batch, list, named},
};
pub use self::{
    facets::{Facet, Facets},
    list::{Filter, Listing, Order},
    walk::Standing,
};
