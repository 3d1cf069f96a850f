//! Pages, JSON API and embeds
