//! The realtime core.
