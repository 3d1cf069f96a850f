//! Bad input, tried on the real binary as a person or a stranger would try it: over HTTP with a
//! cookie jar, and on the command line. Each test reads the sentence that a person reads, looks
//! whether what was saved is still there, and that no secret is shown.
//!
//! The services under these pages have their own, finer tests; here only the whole counts.

mod browser;
mod clocks;
mod codes;
mod credentials;
mod demo;
mod doubles;
mod machine;
mod page;
mod scheduling;
mod stopping;
mod strangers;
mod zoom_down;
