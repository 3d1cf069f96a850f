//! The whole way of an archive, with a small one made here, from files and from servers.

mod archive;
mod fetching;
mod sources;
