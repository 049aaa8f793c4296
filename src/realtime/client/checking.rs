//! Runs the checks that tell the causes of a bad connection apart.

use super::super::application::Application;
use super::super::checks::{Check, CheckResult};
use super::super::effect::Effect;
use super::super::error::Fault;
use super::super::log::Level;
use super::super::time::Now;
use super::Client;

impl<A: Application> Client<A> {
    /// Starts a run, unless one is under way.
    pub(super) fn start_checks(&mut self, now: Now) {
        if self.checks.is_running() {
            return;
        }
        self.record(now, Level::Info, "health", "checks begin", vec![]);
        let run = self.checks.start(now.mono, now.mono + self.options.check_timeout_ms);
        for check in Check::ALL.into_iter().filter(|check| *check != Check::Session) {
            self.effects.push_back(Effect::Check { run, check });
        }
        self.tell_checks();
        self.request_token(now);
    }

    pub(super) fn on_checked(&mut self, now: Now, run: u64, check: Check, result: CheckResult) {
        if self.checks.on_checked(now, run, check, result) {
            self.tell_checks();
        } else {
            self.metrics.stale_inputs += 1;
        }
    }

    /// A refresh of the session ended, whoever asked for it.
    pub(super) fn on_session_checked(&mut self, now: Now, result: Result<(), Fault>) {
        if self.checks.on_session(now, result) {
            self.tell_checks();
        }
    }

    pub(super) fn run_checks(&mut self, now: Now) {
        if self.checks.on_timer(now, self.options.late_ms) {
            self.tell_checks();
        }
    }

    fn tell_checks(&mut self) {
        let report = self.checks.report(self.watch.is_offline_said());
        self.effects.push_back(Effect::Checks(report));
    }
}
