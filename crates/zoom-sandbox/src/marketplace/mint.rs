//! Ids and secrets shaped as Zoom's.

use clock::Random;

use crate::secret::Secret;

/// A client id, app id, secret token or verification token: 22 letters and digits.
pub(crate) fn short(random: &Random) -> String {
    random.letters(22)
}

/// A client secret: 32 letters and digits.
pub(crate) fn client_secret(random: &Random) -> Secret {
    Secret::new(random.letters(32))
}

/// An authorization code or a token's inner id: 32 letters and digits.
pub(crate) fn code(random: &Random) -> String {
    random.letters(32)
}
