//! Leases and schedules in the database
