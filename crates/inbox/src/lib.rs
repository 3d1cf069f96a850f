//! Webhook journal with one cursor per consumer
