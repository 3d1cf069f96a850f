//! Was a delivery sent to our own name?
//!
//! A wrong name is noted and never refused. The signature already says who sent it, while the
//! header says only what the last proxy wrote: nginx puts the name of its upstream there unless it
//! is told otherwise, so refusing would lose real events and stop no forger. Noted, it tells the
//! administrator that Zoom still sends to an old name, which will end one day.

use std::net::IpAddr;

use crate::Settings;

/// The name it was sent to, where that is neither our public name nor one that a proxy of our own
/// would put there (an address, `localhost`, a name without a dot).
pub(super) fn other<'a>(
    settings: &Settings,
    forwarded: Option<&'a str>,
    host: Option<&'a str>,
) -> Option<&'a str> {
    let ours = settings.public_url.as_ref()?.host_str()?;
    let forwarded = forwarded.map(name);
    let host = host.map(name)?;
    let is_ours = |name: &str| name.eq_ignore_ascii_case(ours);
    if is_ours(host) || forwarded.is_some_and(is_ours) || is_a_proxys(host) {
        return None;
    }
    Some(host)
}

/// Without the port, and the first where there are several.
fn name(value: &str) -> &str {
    let first = value.split(',').next().unwrap_or_default().trim();
    match first.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => first,
    }
}

fn is_a_proxys(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>().is_ok() || !host.contains('.')
}

#[cfg(test)]
mod tests {
    use crate::MetricsAccess;

    use super::*;

    #[test]
    fn only_a_public_name_that_is_not_ours_is_noted() {
        let url = |text: &str| text.parse().unwrap();
        let mut settings = Settings {
            public_url: Some(url("https://zoom.example.org/")),
            local_url: url("http://127.0.0.1:8470/"),
            metrics: MetricsAccess::Closed,
            oauth_url: url("https://zoom.us/oauth"),
            marketplace_url: url("https://marketplace.zoom.us/"),
            emulated: false,
            trusted_proxies: crate::TrustedProxies::new(Vec::new()),
            join: crate::JoinSettings::default(),
        };
        for (forwarded, host) in [
            (None, "zoom.example.org"),
            (None, "Zoom.Example.org:443"),
            (None, "127.0.0.1:8470"),
            (None, "[::1]:8470"),
            (None, "parfocal:8470"),
            (Some("zoom.example.org"), "upstream.internal.net"),
            (Some("zoom.example.org, inner"), "upstream.internal.net"),
        ] {
            assert_eq!(other(&settings, forwarded, Some(host)), None, "{host}");
        }
        let old = other(&settings, None, Some("old.example.org:443"));
        assert_eq!(old, Some("old.example.org"));
        settings.public_url = None;
        assert_eq!(other(&settings, None, Some("old.example.org")), None);
    }
}
