//! `[server]`: where Parfocal listens and what the world calls it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;
use web::TrustedProxies;

use crate::{
    failure::Failure,
    listen::{Files, Tls},
};

/// The server's own addresses and files.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Server {
    /// Address and port to listen on; port 0 takes any free one.
    pub listen: String,
    /// The address people and Zoom reach this server at, where it differs from `listen`.
    pub public_url: Option<Url>,
    /// Addresses and networks of proxies: what they say in `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
    /// Certificate with its chain (PEM): Parfocal then speaks TLS by itself, without a proxy.
    pub tls_certificate: Option<PathBuf>,
    /// The certificate's key (PEM).
    pub tls_key: Option<PathBuf>,
    /// Folder for what is neither database nor configuration, such as the key.
    pub data: PathBuf,
    /// File with the key that seals secrets at rest; made at the first start where it is missing.
    pub key_file: Option<PathBuf>,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8470".into(),
            public_url: None,
            trusted_proxies: vec!["127.0.0.1".into(), "::1".into()],
            tls_certificate: None,
            tls_key: None,
            data: PathBuf::from("."),
            key_file: None,
        }
    }
}

impl Server {
    /// Where the sealing key is.
    pub(crate) fn key_path(&self) -> PathBuf {
        self.key_file
            .clone()
            .unwrap_or_else(|| self.data.join("parfocal.key"))
    }

    /// The certificate and key to serve with, where they are named.
    pub(crate) fn tls(&self) -> Result<Option<Tls>, Failure> {
        let files = self.tls_certificate.clone().zip(self.tls_key.clone());
        let files = files.map(|(certificate, key)| Files { certificate, key });
        files.map(Files::load).transpose()
    }

    /// The proxies before this server.
    pub(crate) fn proxies(&self) -> Result<TrustedProxies, Failure> {
        TrustedProxies::read(&self.trusted_proxies).map_err(|word| {
            Failure::config(
                format!(
                    "`server.trusted_proxies` names “{word}”, which is neither an address nor a \
                     network."
                ),
                "Write addresses such as 10.1.2.3 or networks such as 10.0.0.0/8.",
            )
        })
    }

    pub(super) fn validate(&self) -> Result<(), Failure> {
        self.proxies()?;
        if self.tls_certificate.is_some() != self.tls_key.is_some() {
            return Err(Failure::config(
                "Only one of `server.tls_certificate` and `server.tls_key` is set.",
                "Name both PEM files, or neither and let a proxy speak TLS.",
            ));
        }
        if let Some(url) = &self.public_url
            && !matches!(url.scheme(), "http" | "https")
        {
            return Err(Failure::config(
                format!("`server.public_url` is {url}, which is no web address."),
                "Write it with https:// (or http:// behind your own proxy).",
            ));
        }
        Ok(())
    }
}
