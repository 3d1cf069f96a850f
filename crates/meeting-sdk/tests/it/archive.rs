//! A small archive in the shape of Zoom's, and the manifest that pins it.

use std::{io::Write as _, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha512};
use zoom_catalog::meeting_sdk::{ClientView, MeetingSdk};

/// Text that Brotli halves.
pub(crate) fn script() -> String {
    (0..400).fold(String::new(), |text, n| {
        text + &format!("function call{n}() {{ return {n}; }}\n")
    })
}

/// Files as Zoom packs them: what is kept, and what is not.
pub(crate) fn usual() -> Vec<(String, Vec<u8>)> {
    [
        ("package/package.json", "{}".to_owned()),
        ("package/dist/zoom-meeting-1.0.0.min.js", script()),
        ("package/dist/zoomus-websdk.umd.min.js", script()),
        ("package/dist/ui/zoom.css", "body { margin: 0 }".to_owned()),
        ("package/dist/lib/vendor/react.min.js", script()),
        ("package/dist/lib/image/dot.png", script()),
    ]
    .map(|(name, text)| (name.to_owned(), text.into_bytes()))
    .to_vec()
}

/// The archive's bytes. Names go in as they are, also those that a builder would refuse.
pub(crate) fn pack(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append(&header, content.as_slice()).expect("packed");
    }
    archive
        .into_inner()
        .and_then(GzEncoder::finish)
        .expect("packed")
}

/// What pins these bytes under a version.
pub(crate) fn manifest(version: &str, archive: &[u8]) -> &'static MeetingSdk {
    Box::leak(Box::new(MeetingSdk {
        package: "@zoom/meetingsdk".into(),
        version: version.into(),
        published_by: "2026-07-10".into(),
        integrity: format!("sha512-{}", STANDARD.encode(Sha512::digest(archive))),
        archive_bytes: archive.len() as u64,
        root: "package/dist".into(),
        keep: vec![
            "zoom-meeting-1.0.0.min.js".into(),
            "ui/".into(),
            "lib/".into(),
        ],
        client_view: ClientView {
            styles: vec!["ui/zoom.css".into()],
            scripts: vec![
                "lib/vendor/react.min.js".into(),
                "zoom-meeting-1.0.0.min.js".into(),
            ],
            ahead: Vec::new(),
            lib: "lib".into(),
            av: "/av".into(),
        },
    }))
}

pub(crate) fn write(path: &Path, bytes: &[u8]) {
    let mut file = std::fs::File::create(path).expect("a file");
    file.write_all(bytes).expect("written");
}
