//! The machine's log records, on the browser's console.

use crate::realtime::{Level, Record};

/// Writes `record` through the `log` facade, under the machine's own target.
pub(super) fn write(record: &Record) {
    let level = match record.level {
        // A fault of the network is no defect of the page: the console keeps its errors for those.
        Level::Error | Level::Warn => log::Level::Warn,
        Level::Info => log::Level::Info,
        Level::Debug => log::Level::Debug,
    };
    log::log!(target: "deskbell::realtime", level, "{} {record}", record.target);
}
