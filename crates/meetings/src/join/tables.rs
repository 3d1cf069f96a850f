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
