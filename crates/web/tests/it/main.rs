//! The site over a real database and an emulated Zoom, asked as a browser and a program would.

mod account;
mod alarms;
mod api;
mod api_tests;
mod around;
mod broken;
mod each_scope;
mod forty_nine;
mod health;
mod join;
mod live;
mod live_pages;
mod manner;
mod people;
mod ratings;
mod recordings;
mod scheduling;
mod sdk;
mod settings;
mod sign_in;
mod site;
mod stream;
mod tokens;
mod webhook;
mod zoom;
