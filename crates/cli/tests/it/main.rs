//! The real binary, started as a person or a program would.

mod alarms;
mod around;
mod commands;
mod demo;
mod help;
mod join;
mod parfocal;
mod reach;
mod sandbox;
mod schema;
