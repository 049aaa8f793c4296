//! The outbox against a model of storage and of the server: tables here, random schedules in `property`.

mod desk;
mod naming;
mod order;
mod owners;
mod property;
mod storing;

pub(super) use desk::{Desk, Server, Storage, request};
