//! What is kept of joining. Names stand in one place only, with who registered, for as long as
//! their token is needed; counts and ratings know nobody.

pub(crate) const SQL: &str =
    "ALTER TABLE meetings_scheduled ADD COLUMN door TEXT NOT NULL DEFAULT '{}';
    CREATE TABLE meetings_registrants (
        public_id TEXT NOT NULL,
        visitor TEXT NOT NULL,
        name TEXT NOT NULL,
        email TEXT NOT NULL,
        token TEXT,
        at BIGINT NOT NULL,
        PRIMARY KEY (public_id, visitor)
    );
    CREATE TABLE meetings_join_log (
        id {serial},
        at BIGINT NOT NULL,
        public_id TEXT NOT NULL,
        outcome TEXT NOT NULL
    );
    CREATE INDEX meetings_join_log_event ON meetings_join_log (public_id, at);
    CREATE INDEX meetings_join_log_at ON meetings_join_log (at);
    CREATE TABLE meetings_join_reports (
        public_id TEXT NOT NULL,
        code TEXT NOT NULL,
        sdk TEXT NOT NULL,
        seen BIGINT NOT NULL,
        first_at BIGINT NOT NULL,
        last_at BIGINT NOT NULL,
        PRIMARY KEY (public_id, code, sdk)
    );
    CREATE TABLE meetings_ratings (
        public_id TEXT NOT NULL,
        visitor TEXT NOT NULL,
        stars BIGINT NOT NULL,
        words TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (public_id, visitor)
    );";

/// How a registration stands, by whose word, and as whom Zoom knows it. A registrant of Zoom's
/// belongs to one browser here.
pub(crate) const STANDING: &str =
    "ALTER TABLE meetings_registrants ADD COLUMN registrant TEXT NOT NULL DEFAULT '';
    ALTER TABLE meetings_registrants ADD COLUMN standing TEXT NOT NULL DEFAULT 'pending';
    ALTER TABLE meetings_registrants ADD COLUMN told_at BIGINT NOT NULL DEFAULT 0;
    ALTER TABLE meetings_registrants ADD COLUMN looked_at BIGINT NOT NULL DEFAULT 0;
    UPDATE meetings_registrants SET standing = 'approved' WHERE token IS NOT NULL;
    CREATE UNIQUE INDEX meetings_registrants_zoom
        ON meetings_registrants (public_id, registrant) WHERE registrant <> '';";

/// Who said with which code a join failed: one row per signature that was given out, which may say one
/// thing. Visitors and networks are kept as marks that only this installation can make, and only to
/// count how many they were. What was counted before without a signature to show is forgotten.
pub(crate) const SAID: &str = "CREATE TABLE meetings_join_said (
        ticket TEXT PRIMARY KEY,
        public_id TEXT NOT NULL,
        code TEXT NOT NULL,
        sdk TEXT NOT NULL,
        visitor TEXT NOT NULL,
        network TEXT NOT NULL,
        staff BIGINT NOT NULL,
        at BIGINT NOT NULL
    );
    CREATE INDEX meetings_join_said_event ON meetings_join_said (public_id, code, sdk);
    CREATE INDEX meetings_join_said_at ON meetings_join_said (at);
    DELETE FROM meetings_join_reports;";
