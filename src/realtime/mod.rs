//! The realtime core.
pub mod engine_io;
pub mod socket_io;
