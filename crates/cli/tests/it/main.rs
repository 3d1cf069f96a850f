//! The real binary, started as a person or a program would.

mod alarms;
mod around;
mod bulk;
mod commands;
mod demo;
mod help;
mod join;
mod json;
mod parfocal;
mod reach;
mod sandbox;
mod schema;
