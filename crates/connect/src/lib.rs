//! Accounts, credentials, capabilities
