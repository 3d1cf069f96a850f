//! Credentials against a Zoom that misbehaves, on both engines.

mod check;
mod codes;
mod doctor;
mod gone;
mod kill;
mod races;
mod renewal;
mod sandbox;
mod support;
