//! Layout, components and assets of every page
