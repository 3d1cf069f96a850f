//! What a person can paste into a shell.

use std::path::Path;

/// One word, quoted where a shell would read more into it.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=/.:+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// This very program as a word, seen from the folder it was called in. A bare name was found on the
/// path, where a shell finds it again.
pub(crate) fn this_program() -> String {
    let called = std::env::args_os()
        .next()
        .unwrap_or_else(|| "parfocal".into());
    let here = std::env::current_dir().unwrap_or_default();
    program(Path::new(&called), &here)
}

fn program(called: &Path, here: &Path) -> String {
    let seen = called.strip_prefix(here).unwrap_or(called);
    let bare = |path: &Path| path.components().count() == 1;
    if bare(seen) && !bare(called) {
        // A shell would look for it on the path.
        return quoted(&Path::new(".").join(seen).display().to_string());
    }
    quoted(&seen.display().to_string())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{program, quoted};

    #[test]
    fn only_what_a_shell_would_misread_is_quoted() {
        for (word, expected) in [
            ("parfocal-demo/parfocal.toml", "parfocal-demo/parfocal.toml"),
            ("my demo", "'my demo'"),
            ("it's", "'it'\\''s'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(word), expected);
        }
    }

    #[test]
    fn the_program_is_named_so_that_the_shell_finds_it_again() {
        for (called, expected) in [
            ("parfocal", "parfocal"),
            ("./parfocal", "./parfocal"),
            ("target/release/parfocal", "target/release/parfocal"),
            (
                "/srv/zoom/target/release/parfocal",
                "target/release/parfocal",
            ),
            ("/srv/zoom/parfocal", "./parfocal"),
            ("/usr/local/bin/parfocal", "/usr/local/bin/parfocal"),
            ("/opt/two words/parfocal", "'/opt/two words/parfocal'"),
        ] {
            assert_eq!(program(Path::new(called), Path::new("/srv/zoom")), expected);
        }
    }
}
