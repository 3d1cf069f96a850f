//! The site over a real database and an emulated Zoom, asked as a browser and a program would.

mod account;
mod alarms;
mod api;
mod api_tests;
mod health;
mod live;
mod live_pages;
mod scheduling;
mod settings;
mod sign_in;
mod site;
mod stream;
mod webhook;
