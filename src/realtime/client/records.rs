//! Log records: built only where somebody wants them, kept in the ring, told as effects.

use super::super::application::Application;
use super::super::effect::Effect;
use super::super::error::Fault;
use super::super::log::{Level, Record, Value};
use super::super::time::Now;
use super::Client;

impl<A: Application> Client<A> {
    pub(super) fn record(
        &mut self,
        at: Now,
        level: Level,
        target: &'static str,
        message: &'static str,
        fields: Vec<(&'static str, Value)>,
    ) {
        if !self.filter.is_enabled(level, target) {
            return;
        }
        let record = Record { at, level, target, generation: self.generation, message, fields };
        self.log.push(record.clone());
        self.effects.push_back(Effect::Log(record));
    }

    /// A record that is not even built while nobody wants it.
    pub(super) fn debug(
        &mut self,
        at: Now,
        target: &'static str,
        message: &'static str,
        fields: impl FnOnce() -> Vec<(&'static str, Value)>,
    ) {
        if self.filter.is_enabled(Level::Debug, target) {
            self.record(at, Level::Debug, target, message, fields());
        }
    }

    pub(super) fn record_fault(
        &mut self,
        at: Now,
        level: Level,
        target: &'static str,
        message: &'static str,
        fault: &Fault,
    ) {
        if !self.filter.is_enabled(level, target) {
            return;
        }
        let mut fields = vec![("cause", Value::Phrase(fault.what))];
        fields.extend(fault.chain().skip(1).map(|cause| ("because", Value::Phrase(cause.what))));
        if let Some(code) = &fault.code {
            fields.push(("code", Value::Code(code.clone())));
        }
        if let Some(retry_after_ms) = fault.retry_after_ms {
            fields.push(("retry_after_ms", Value::Number(retry_after_ms)));
        }
        self.record(at, level, target, message, fields);
    }
}
