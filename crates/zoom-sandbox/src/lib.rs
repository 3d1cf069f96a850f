//! Being Zoom: an emulated Zoom platform
