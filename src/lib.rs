//! Deskbell: a live booking monitor that can prove its screen right.
pub mod domain;
pub mod realtime;
pub mod words;
