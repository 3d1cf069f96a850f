//! Marketplace and console pages of the emulated Zoom
