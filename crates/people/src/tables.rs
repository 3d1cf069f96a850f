//! This crate's tables.
//!
//! The rows of the directory, and what tells a process which of them it has not seen: searching,
//! ordering and counting is done in memory (`directory/index.rs`). Addresses are compared as bytes:
//! two engines, and on PostgreSQL every locale, compare text each in its own way.

use store::Migration;

/// This crate's tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "people/0001_directory",
        sql: "CREATE TABLE people_users (
            id {serial},
            connection TEXT NOT NULL,
            zoom_id TEXT NOT NULL,
            email TEXT NOT NULL,
            email_key {blob} NOT NULL,
            first_name TEXT NOT NULL,
            last_name TEXT NOT NULL,
            display_name TEXT NOT NULL,
            name_key {blob} NOT NULL,
            type BIGINT NOT NULL,
            status TEXT NOT NULL,
            role_id TEXT NOT NULL,
            role_name TEXT NOT NULL,
            dept TEXT NOT NULL,
            dept_key {blob} NOT NULL,
            logins TEXT NOT NULL,
            timezone TEXT NOT NULL,
            client TEXT NOT NULL,
            last_login_at BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            verified BIGINT NOT NULL,
            seen_at BIGINT NOT NULL,
            event_at BIGINT NOT NULL
        );
        CREATE UNIQUE INDEX people_users_email ON people_users (connection, email_key);
        CREATE INDEX people_users_zoom ON people_users (connection, zoom_id);
        CREATE INDEX people_users_name ON people_users (connection, name_key, id);
        CREATE INDEX people_users_type ON people_users (connection, type, id);
        CREATE INDEX people_users_status ON people_users (connection, status, id);
        CREATE INDEX people_users_role ON people_users (connection, role_id, id);
        CREATE INDEX people_users_dept ON people_users (connection, dept_key, id);
        CREATE INDEX people_users_login ON people_users (connection, last_login_at, id);
        CREATE INDEX people_users_created ON people_users (connection, created_at, id);
        CREATE TABLE people_words (
            connection TEXT NOT NULL,
            word {blob} NOT NULL,
            person BIGINT NOT NULL
        );
        CREATE INDEX people_words_word ON people_words (connection, word, person);
        CREATE INDEX people_words_person ON people_words (person, word);
        CREATE TABLE people_facets (
            connection TEXT NOT NULL,
            field TEXT NOT NULL,
            value TEXT NOT NULL,
            count BIGINT NOT NULL,
            PRIMARY KEY (connection, field, value)
        );
        CREATE TABLE people_gone (
            connection TEXT NOT NULL,
            zoom_id TEXT NOT NULL,
            gone_at BIGINT NOT NULL,
            PRIMARY KEY (connection, zoom_id)
        );
        CREATE TABLE people_walks (
            connection TEXT PRIMARY KEY,
            revision BIGINT NOT NULL,
            started_at BIGINT NOT NULL,
            status TEXT NOT NULL,
            token TEXT NOT NULL,
            seen BIGINT NOT NULL,
            total BIGINT NOT NULL,
            done_at BIGINT NOT NULL,
            said TEXT NOT NULL,
            said_at BIGINT NOT NULL
        );
        CREATE TABLE people_audit (
            id {serial},
            at BIGINT NOT NULL,
            who TEXT NOT NULL,
            connection TEXT NOT NULL,
            person TEXT NOT NULL,
            email TEXT NOT NULL,
            action TEXT NOT NULL,
            detail TEXT NOT NULL
        );
        CREATE INDEX people_audit_person ON people_audit (connection, person, id);",
    },
    Migration {
        name: "people/0002_jobs",
        sql: "CREATE TABLE people_jobs (
            id TEXT PRIMARY KEY,
            connection TEXT NOT NULL,
            deed TEXT NOT NULL,
            options TEXT NOT NULL,
            state TEXT NOT NULL,
            made_at BIGINT NOT NULL,
            made_by TEXT NOT NULL,
            started_at BIGINT NOT NULL,
            ended_at BIGINT NOT NULL,
            rest_until BIGINT NOT NULL,
            said TEXT NOT NULL
        );
        CREATE INDEX people_jobs_made ON people_jobs (connection, made_at);
        CREATE TABLE people_job_rows (
            job TEXT NOT NULL,
            line BIGINT NOT NULL,
            target TEXT NOT NULL,
            wish TEXT NOT NULL,
            state TEXT NOT NULL,
            attempts BIGINT NOT NULL,
            sent_at BIGINT NOT NULL,
            said TEXT NOT NULL,
            zoom_id TEXT NOT NULL,
            PRIMARY KEY (job, line)
        );
        CREATE INDEX people_job_rows_state ON people_job_rows (job, state, line);",
    },
    // A call that was refused or never left leaves no doubt; one whose answer was lost does, and
    // what was sent before this version is taken for such.
    Migration {
        name: "people/0003_doubt",
        sql: "ALTER TABLE people_job_rows ADD COLUMN in_doubt BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE people_job_rows ADD COLUMN settles BIGINT NOT NULL DEFAULT 0;
        UPDATE people_job_rows SET in_doubt = 1 WHERE state = 'sent';",
    },
    Migration {
        name: "people/0004_revisions",
        sql: "DROP TABLE people_words;
        DROP TABLE people_facets;
        DROP INDEX people_users_name;
        DROP INDEX people_users_type;
        DROP INDEX people_users_status;
        DROP INDEX people_users_role;
        DROP INDEX people_users_dept;
        DROP INDEX people_users_login;
        DROP INDEX people_users_created;
        ALTER TABLE people_users DROP COLUMN name_key;
        ALTER TABLE people_users DROP COLUMN dept_key;
        ALTER TABLE people_users ADD COLUMN rev BIGINT NOT NULL DEFAULT 0;
        CREATE INDEX people_users_rev ON people_users (connection, rev, id);
        CREATE TABLE people_removed (
            connection TEXT NOT NULL,
            rev BIGINT NOT NULL,
            person BIGINT NOT NULL
        );
        CREATE INDEX people_removed_rev ON people_removed (connection, rev);",
    },
    // Jobs moved to the tables of all bulk jobs; the tables of before are dropped. All nodes stop
    // for this upgrade: one of the former version would find its jobs no longer, and what it is
    // sending meanwhile would be taken for lost.
    Migration {
        name: "people/0005_bulk",
        sql: "INSERT INTO bulk_jobs (id, queue, connection, deed, options, state, made_at, made_by,
                started_at, ended_at, rest_until, said)
            SELECT id, 'people', connection, deed, options, state, made_at, made_by, started_at,
                ended_at, rest_until, said FROM people_jobs;
        INSERT INTO bulk_rows (job, line, target, wish, state, attempts, sent_at, said, zoom_id,
                in_doubt, settles)
            SELECT job, line, target, wish, state, attempts, sent_at, said, zoom_id, in_doubt,
                settles FROM people_job_rows;
        DROP TABLE people_job_rows;
        DROP TABLE people_jobs;",
    },
];
