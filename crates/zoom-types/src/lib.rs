//! Zoom's wire types and pure signature functions
