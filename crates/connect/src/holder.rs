//! Who holds a lease (to refresh tokens, to run a job), and whether they can still be alive.
//!
//! A program that is killed leaves its lease behind. Where it ran, the next one need not sit out
//! that lease: the holder's name says on which boot, in which process namespace, under which user
//! and as which process it ran. Only a process of the same place can be judged, and only by its
//! being gone; whoever cannot be judged (another machine, another container, another user, a
//! system without `/proc`) counts as alive until the lease ends.

use std::{fs, io::ErrorKind, path::Path};

use clock::Random;

/// The name of this process as a holder; two services in one process have two names.
pub fn name(random: &Random) -> String {
    let instance = random.letters(16);
    let here = std::process::id();
    match (place(), started(here)) {
        (Some(place), Ok(started)) => format!("{place}|{here}|{started}|{instance}"),
        _ => instance,
    }
}

/// True when the holder surely runs no more.
pub fn is_dead(holder: &str) -> bool {
    let mut parts = holder.rsplitn(4, '|');
    let (Some(_instance), Some(since), Some(process), Some(at)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    if place().as_deref() != Some(at) {
        return false;
    }
    let Ok(process) = process.parse() else {
        return false;
    };
    match started(process) {
        // The number was given to another process since.
        Ok(now) => now != since,
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

/// Boot, process namespace and user; `None` where the system does not tell.
fn place() -> Option<String> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let namespace = fs::read_link("/proc/self/ns/pid").ok()?;
    let user = user(Path::new("/proc/self"))?;
    Some(format!("{}|{}|{user}", boot.trim(), namespace.display()))
}

#[cfg(unix)]
fn user(of: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(of).ok().map(|data| data.uid())
}

#[cfg(not(unix))]
fn user(_of: &Path) -> Option<u32> {
    None
}

/// When a process was started, in ticks since the boot: the 22nd field of its `stat`. The second
/// field is the program's name in brackets and may hold anything.
fn started(process: u32) -> std::io::Result<String> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let after_name = stat.rsplit_once(')').map(|(_, rest)| rest);
    after_name
        .and_then(|rest| rest.split_ascii_whitespace().nth(19))
        .map(str::to_owned)
        .ok_or_else(|| ErrorKind::InvalidData.into())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn only_a_process_of_this_very_place_that_is_gone_is_dead() {
        let random = Random::seeded(1);
        let alive = name(&random);
        assert!(!is_dead(&alive), "{alive}");
        assert_ne!(alive, name(&random));

        let mut parts: Vec<&str> = alive.split('|').collect();
        assert_eq!(parts.len(), 6, "{alive}");
        parts[4] = "1";
        assert!(is_dead(&parts.join("|")), "the number is another's now");
        parts[0] = "another-boot";
        assert!(!is_dead(&parts.join("|")), "another machine's");
        assert!(!is_dead("abcdefghijklmnop"));
        assert!(!is_dead(""));
        assert!(!is_dead("||||||"));
    }

    #[test]
    fn a_process_that_has_ended_is_dead() {
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .unwrap();
        let its = started(child.id()).unwrap();
        let holder = format!("{}|{}|{its}|x", place().unwrap(), child.id());
        assert!(!is_dead(&holder));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(is_dead(&holder));
    }
}
