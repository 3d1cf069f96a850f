//! Where the archive comes from: a file, an address, or npm.
//!
//! The name of a package registry stands nowhere here. Where npm's packages come from is said in
//! npm's own configuration; where it says nothing, or the registry wants a sign-in, `npm` itself is
//! asked, which knows.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    time::Duration,
};

use clock::Clock;
use reqwest::{Client, StatusCode, header};
use tokio::io::AsyncWriteExt as _;
use url::Url;
use zoom_catalog::meeting_sdk::MeetingSdk;

use crate::{Error, Progress, Stage, error::words, progress::Tell};

/// Longest time npm may take; it asks again where a registry is slow.
const NPM: Duration = Duration::from_mins(10);
/// Longest time an archive may take: 43 MB over a slow line.
const PATIENCE: Duration = Duration::from_mins(20);
/// Redirects that are followed.
const HOPS: u8 = 5;

/// Where the archive is taken from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum From {
    /// As npm's configuration says, or as npm itself does.
    #[default]
    Npm,
    /// A file on this machine, made by `npm pack`.
    File(PathBuf),
    /// An address.
    Url(Url),
}

impl std::str::FromStr for From {
    type Err = Error;

    /// An address or the name of a file.
    fn from_str(text: &str) -> Result<Self, Error> {
        if text.starts_with("http://") || text.starts_with("https://") {
            return match text.parse() {
                Ok(url) => Ok(Self::Url(url)),
                Err(_) => Err(Error::Place(text.to_owned())),
            };
        }
        if text.trim().is_empty() || text.contains("://") {
            return Err(Error::Place(text.to_owned()));
        }
        Ok(Self::File(text.into()))
    }
}

/// Brings the archive to a path and says where it came from, without user names or passwords.
pub(crate) async fn bring(
    from: &From,
    sdk: &MeetingSdk,
    http: Option<&Client>,
    into: &Path,
    tell: &Tell,
) -> Result<(PathBuf, String), Error> {
    tell.say(Progress::new(Stage::Download, 0, Some(sdk.archive_bytes)));
    let place = into.join("archive.tgz");
    match (from, http) {
        (From::File(path), _) => {
            let name = path.file_name().unwrap_or(path.as_os_str());
            Ok((path.clone(), format!("the file {}", name.display())))
        }
        (From::Url(url), Some(http)) => {
            download(http, url.clone(), &place, sdk, tell).await?;
            Ok((place, host(url)))
        }
        (From::Url(url), None) => {
            let path = npm_pack(url.as_str(), into).await?;
            Ok((path.ok_or_else(|| no_registry(sdk))?, host(url)))
        }
        (From::Npm, http) => {
            let (home, here) = (home(), env::current_dir().ok());
            let registry = registry(|name| env::var(name).ok(), here.as_deref(), home.as_deref());
            let mut refused = None;
            if let (Some(registry), Some(http)) = (registry, http) {
                match from_registry(http, &registry, &place, sdk, tell).await {
                    Ok(()) => return Ok((place, host(&registry))),
                    Err(error) => refused = Some(error),
                }
            }
            let wanted = format!("{}@{}", sdk.package, sdk.version);
            match npm_pack(&wanted, into).await? {
                Some(path) => Ok((path, "npm".to_owned())),
                None => Err(refused.unwrap_or_else(|| no_registry(sdk))),
            }
        }
    }
}

fn no_registry(sdk: &MeetingSdk) -> Error {
    Error::NoRegistry {
        package: sdk.package.clone(),
        version: sdk.version.clone(),
    }
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or("another server").to_owned()
}

fn home() -> Option<PathBuf> {
    let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE"));
    home.filter(|home| !home.is_empty()).map(PathBuf::from)
}

/// The registry that npm's configuration names: the environment first, then the project's `.npmrc`,
/// then the user's.
fn registry(
    variable: impl Fn(&str) -> Option<String>,
    project: Option<&Path>,
    home: Option<&Path>,
) -> Option<Url> {
    let parsed = |text: String| {
        let url: Url = format!("{}/", text.trim().trim_end_matches('/'))
            .parse()
            .ok()?;
        matches!(url.scheme(), "http" | "https").then_some(url)
    };
    let named = ["npm_config_registry", "NPM_CONFIG_REGISTRY"].into_iter();
    if let Some(url) = named.filter_map(&variable).find_map(parsed) {
        return Some(url);
    }
    let user = variable("npm_config_userconfig").or_else(|| variable("NPM_CONFIG_USERCONFIG"));
    let user = user
        .map(PathBuf::from)
        .or_else(|| Some(home?.join(".npmrc")));
    [project.map(|folder| folder.join(".npmrc")), user]
        .into_iter()
        .flatten()
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .find_map(|text| in_npmrc(&text, &variable).and_then(parsed))
}

/// The registry of `@zoom`'s packages in an `.npmrc`, else that of all.
fn in_npmrc(text: &str, variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let of = |wanted: &str| {
        text.lines().rev().find_map(|line| {
            let (key, value) = line.split_once('=')?;
            let value = value.trim().trim_matches(['"', '\'']);
            (key.trim() == wanted && !value.is_empty()).then(|| expanded(value, &variable))
        })
    };
    of("@zoom:registry").or_else(|| of("registry"))
}

/// `${NAME}` as npm reads it.
fn expanded(value: &str, variable: impl Fn(&str) -> Option<String>) -> String {
    let Some((before, rest)) = value.split_once("${") else {
        return value.to_owned();
    };
    match rest.split_once('}') {
        Some((name, after)) => {
            let value = variable(name).unwrap_or_default();
            format!("{before}{value}{}", expanded(after, variable))
        }
        None => value.to_owned(),
    }
}

/// Asks the registry where the archive lies, then takes it.
async fn from_registry(
    http: &Client,
    registry: &Url,
    place: &Path,
    sdk: &MeetingSdk,
    tell: &Tell,
) -> Result<(), Error> {
    #[derive(serde::Deserialize)]
    struct Version {
        dist: Dist,
    }
    #[derive(serde::Deserialize)]
    struct Dist {
        tarball: Url,
    }
    let failed = |why: String| Error::Download {
        from: host(registry),
        why,
    };
    let about = registry
        .join(&format!("{}/{}", sdk.package, sdk.version))
        .map_err(|error| failed(words(&error)))?;
    let answer = asked(http, about).await?;
    let version: Version = answer.json().await.map_err(|error| {
        failed(format!(
            "what it says of the package cannot be read ({})",
            words(&error)
        ))
    })?;
    download(http, version.dist.tarball, place, sdk, tell).await
}

/// The answer at an address, redirects followed.
async fn asked(http: &Client, url: Url) -> Result<reqwest::Response, Error> {
    let mut at = url;
    for _ in 0..HOPS {
        let failed = |why: String| Error::Download {
            from: host(&at),
            why,
        };
        let answer = http
            .get(at.clone())
            .timeout(PATIENCE)
            .send()
            .await
            .map_err(|error| failed(words(&error)))?;
        let status = answer.status();
        if status.is_redirection() {
            let to = answer.headers().get(header::LOCATION);
            let to = to
                .and_then(|to| to.to_str().ok())
                .and_then(|to| at.join(to).ok());
            at = to.ok_or_else(|| failed("it leads elsewhere without saying where".into()))?;
            continue;
        }
        return match status {
            StatusCode::OK => Ok(answer),
            StatusCode::NOT_FOUND => Err(failed("it has no such package (404)".into())),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                Err(failed(format!("it wants a sign-in ({})", status.as_u16())))
            }
            other => Err(failed(format!("it answers {}", other.as_u16()))),
        };
    }
    Err(Error::Download {
        from: host(&at),
        why: "it leads from one address to the next without end".into(),
    })
}

async fn download(
    http: &Client,
    url: Url,
    place: &Path,
    sdk: &MeetingSdk,
    tell: &Tell,
) -> Result<(), Error> {
    let from = host(&url);
    let mut answer = asked(http, url).await?;
    let writing = |error: std::io::Error| Error::file(place, "written", &error);
    let mut file = tokio::fs::File::create(place).await.map_err(writing)?;
    let mut done = 0;
    loop {
        let piece = answer.chunk().await.map_err(|error| Error::Download {
            from: from.clone(),
            why: format!("the line broke after {done} bytes ({})", words(&error)),
        })?;
        let Some(piece) = piece else { break };
        tell.go_on()?;
        done += piece.len() as u64;
        if done > sdk.archive_bytes {
            // It cannot be the pinned one; the disk need not be filled to find out.
            return Err(Error::Download {
                from,
                why: format!(
                    "it is longer than the {} bytes of the pinned archive",
                    sdk.archive_bytes
                ),
            });
        }
        file.write_all(&piece).await.map_err(writing)?;
        tell.say(Progress::new(
            Stage::Download,
            done,
            Some(sdk.archive_bytes),
        ));
    }
    file.flush().await.map_err(writing)
}

/// Lets npm fetch it, where there is an npm.
async fn npm_pack(wanted: &str, into: &Path) -> Result<Option<PathBuf>, Error> {
    let Some(npm) = on_path(if cfg!(windows) { "npm.cmd" } else { "npm" }) else {
        return Ok(None);
    };
    let failed = |why: String| Error::Npm {
        what: wanted.to_owned(),
        why,
    };
    let packing = tokio::process::Command::new(npm)
        .args(["pack", wanted, "--loglevel=error", "--pack-destination"])
        .arg(into)
        .current_dir(into)
        .kill_on_drop(true)
        .output();
    // Dropped, and so ended, where it does not come to an end by itself.
    let packed = Clock::system()
        .timeout(NPM, packing)
        .await
        .map_err(|_| failed("npm did not end within ten minutes".to_owned()))?
        .map_err(|error| failed(words(&error)))?;
    if !packed.status.success() {
        return Err(failed(said(&String::from_utf8_lossy(&packed.stderr))));
    }
    let text = String::from_utf8_lossy(&packed.stdout);
    let name = text
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty());
    match name {
        Some(name) if !name.contains(['/', '\\']) => Ok(Some(into.join(name))),
        _ => Err(failed("it did not say what it made".into())),
    }
}

/// The line of npm's that says what is wrong.
fn said(stderr: &str) -> String {
    let dull = ["code ", "errno ", "syscall ", "A complete log"];
    stderr
        .lines()
        .filter_map(|line| line.trim().strip_prefix("npm error "))
        .find(|line| !dull.iter().any(|start| line.starts_with(start)))
        .unwrap_or_else(|| stderr.lines().next().unwrap_or("it does not say why"))
        .trim_end_matches('.')
        .to_owned()
}

fn on_path(name: impl AsRef<OsStr>) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name.as_ref()))
        .find(|file| file.is_file())
}

#[cfg(test)]
mod tests;
