//! Running meetings and webinars
