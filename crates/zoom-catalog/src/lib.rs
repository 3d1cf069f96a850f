//! The Zoom platform's facts as data
