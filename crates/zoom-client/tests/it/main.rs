//! The client against a stand-in that misbehaves in every way Zoom and the network were seen to.
//! What the emulated Zoom answers is tested elsewhere; here the answers are written by hand.

mod faults;
mod limits;
mod oauth;
mod paging;
mod stand_in;
mod typed;
