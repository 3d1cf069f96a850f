//! Photos of speakers. Zoom's operations take none, so they are this site's own.

use connect::{Action, ConnectionId, FormProblems, Principal};

use super::rows;
use crate::{Account, Error, service::may};

/// Bytes of the largest photo.
const LARGEST: usize = 1024 * 1024;

impl Account {
    /// Keeps a photo of a speaker, or with nothing in it takes it away. What it is is told from
    /// its first bytes, never from what the sender calls it.
    pub async fn set_photo(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        event_id: &str,
        speaker: &str,
        bytes: &[u8],
    ) -> Result<(), Error> {
        may(who, Action::Change, connection)?;
        let photo = if bytes.is_empty() {
            None
        } else {
            Some((kind(bytes)?, bytes))
        };
        let found = rows::set_photo(&self.db, connection, event_id, speaker, photo).await?;
        if !found {
            return Err(Error::NotFound(format!("speaker {speaker}")));
        }
        let detail = match photo {
            Some(_) => "Set a speaker's photo.",
            None => "Took a speaker's photo away.",
        };
        self.note(who, connection, event_id, "photo", detail).await
    }

    /// A speaker's photo, for the administration.
    pub async fn photo(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        event_id: &str,
        speaker: &str,
    ) -> Result<(String, Vec<u8>), Error> {
        may(who, Action::Read, connection)?;
        let photo = rows::photo(&self.db, connection, event_id, speaker).await?;
        photo.ok_or_else(|| Error::NotFound(format!("photo of {speaker}")))
    }
}

fn kind(bytes: &[u8]) -> Result<&'static str, Error> {
    if bytes.len() > LARGEST {
        return Err(FormProblems::one(
            "photo",
            "This picture is larger than 1 MB; make it smaller and send it again.",
        )
        .into());
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok("image/png")
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Ok("image/jpeg")
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Ok("image/webp")
    } else {
        Err(FormProblems::one(
            "photo",
            "This is no picture that browsers show everywhere: send a PNG, JPEG or WebP file.",
        )
        .into())
    }
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, kind};

    #[test]
    fn a_picture_is_known_by_its_first_bytes() {
        assert_eq!(kind(b"\x89PNG\r\n\x1a\nrest").unwrap(), "image/png");
        assert_eq!(kind(&[0xff, 0xd8, 0xff, 0xe0]).unwrap(), "image/jpeg");
        assert!(kind(b"<svg onload=alert(1)>").is_err());
        assert!(kind(&vec![0; LARGEST + 1]).is_err());
    }
}
