//! Where a request comes from, for throttling.
//!
//! What this refuses: believing `X-Forwarded-For` of anybody. It is read only where the connection
//! itself comes from a proxy of ours, and from its end: what stands before the last address that is
//! no proxy's was written by whoever it tells of.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use ipnet::IpNet;

use crate::State;

/// Whose connections are a proxy's, and so carry other people's requests.
#[derive(Debug, Clone)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Proxies in these networks.
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Reads addresses and networks, `127.0.0.1` and `10.0.0.0/8`; the error is the word that is
    /// neither.
    pub fn read(words: &[String]) -> Result<Self, String> {
        let read = |word: &String| {
            let network = word.parse::<IpNet>().ok();
            network
                .or_else(|| word.parse::<IpAddr>().ok().map(IpNet::from))
                .ok_or_else(|| word.clone())
        };
        words.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    fn has(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The address that a connection from `peer` speaks for.
    fn asker(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut asker = peer.to_canonical();
        let lines = headers.get_all("x-forwarded-for").iter().rev();
        let words = lines.filter_map(|line| line.to_str().ok());
        for word in words.flat_map(|line| line.rsplit(',')) {
            if !self.has(asker) {
                break;
            }
            let Some(before) = read_address(word.trim()) else {
                break;
            };
            asker = before.to_canonical();
        }
        asker
    }
}

/// Some proxies write the port, too.
fn read_address(word: &str) -> Option<IpAddr> {
    let bare = word.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(|| {
        let with_port: SocketAddr = word.parse().ok()?;
        Some(with_port.ip())
    })
}

/// The address a request comes from, without its port; of IPv6 the /64, which one customer has
/// whole. Empty where the server was started without connection info.
#[derive(Debug, Clone)]
pub(crate) struct Peer(pub String);

impl FromRequestParts<State> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &State) -> Result<Self, Infallible> {
        let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let Some(info) = info else {
            return Ok(Self(String::new()));
        };
        let proxies = &app.settings.trusted_proxies;
        Ok(Self(name(proxies.asker(info.0.ip(), &parts.headers))))
    }
}

fn name(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::{TrustedProxies, name};

    #[test]
    fn a_strangers_word_about_where_it_comes_from_is_not_believed() {
        let proxies = ["127.0.0.1", "::1", "10.0.0.0/8"].map(str::to_owned);
        let proxies = TrustedProxies::read(&proxies).expect("networks");
        for (peer, lines, asker) in [
            ("203.0.113.9", &[][..], "203.0.113.9"),
            ("203.0.113.9", &["198.51.100.1"], "203.0.113.9"),
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("::ffff:127.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("127.0.0.1", &["1.2.3.4, 198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["1.2.3.4", "198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["198.51.100.1, 10.1.2.3"], "198.51.100.1"),
            ("127.0.0.1", &["1.2.3.4, nonsense"], "127.0.0.1"),
            ("::1", &["[2001:db8:1:2:3::4]:5"], "2001:db8:1:2::/64"),
            ("10.9.9.9", &["2001:db8:1:2:3::4"], "2001:db8:1:2::/64"),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().expect("a value"));
            }
            let peer = peer.parse().expect("an address");
            assert_eq!(
                name(proxies.asker(peer, &headers)),
                asker,
                "{peer} {lines:?}"
            );
        }
        let wrong = TrustedProxies::read(&["the proxy".to_owned()]);
        assert_eq!(wrong.expect_err("no address"), "the proxy");
    }
}
