//! What holds a page still: a device that sleeps, a page frozen in the background, a page put away.
//!
//! As browsers do it: nothing runs on a page that is held, no timer and no event; what arrives meanwhile queues up
//! and comes after the page's own events, an overdue timer anywhere in between. Nobody presses anything on a page
//! that is put away: what people do then waits until it is back.

use deskbell::realtime::Input;

use super::event::Event;
use super::host::{Act, Arrival};
use super::world::World;

impl World {
    /// The device sleeps for `ms`.
    pub(crate) fn suspend(&mut self, host: usize, ms: u64, freezes_mono: bool) {
        if !self.hosts[host].clock.is_asleep() {
            self.hosts[host].clock.sleep(self.now, freezes_mono);
            self.at(self.now + ms, Event::Wake { host });
        }
    }

    /// The page is hidden and then frozen for `ms`; `seen_after_ms` later somebody looks at it again.
    pub(crate) fn freeze(&mut self, host: usize, ms: u64, seen_after_ms: u64) {
        if self.hosts[host].clock.is_asleep() || self.hosts[host].is_left {
            return;
        }
        self.arrive(host, Arrival::Act(Act::Hidden));
        self.arrive(host, Arrival::Act(Act::Frozen));
        self.hosts[host].is_frozen = true;
        self.suspend(host, ms, false);
        self.at(self.now + ms + seen_after_ms, Event::Arrive { host, arrival: Arrival::Act(Act::Visible) });
    }

    /// The person goes to another page and comes back after `ms` by the back button. A page in the browser's cache
    /// is frozen, but not before it had some time.
    pub(crate) fn put_away(&mut self, host: usize, ms: u64, is_frozen: bool) {
        if self.hosts[host].clock.is_asleep() || self.hosts[host].is_left {
            return;
        }
        self.arrive(host, Arrival::Act(Act::PageHidden));
        self.arrive(host, Arrival::Act(Act::Hidden));
        if is_frozen {
            self.arrive(host, Arrival::Act(Act::Frozen));
            self.hosts[host].is_frozen = true;
            self.suspend(host, ms, false);
        }
        for act in [Act::PageShown, Act::Visible] {
            self.at(self.now + ms, Event::Arrive { host, arrival: Arrival::Act(act) });
        }
    }

    /// The device wakes, or the page goes on: a late timer and what waited come in any order.
    pub(crate) fn wake(&mut self, host: usize) {
        if self.hosts[host].is_gone || !self.hosts[host].clock.is_asleep() {
            return;
        }
        self.hosts[host].clock.wake(self.now);
        self.hosts[host].beside_since = self.now;
        if std::mem::take(&mut self.hosts[host].is_frozen) {
            self.arrive(host, Arrival::Act(Act::Resumed));
        }
        let inbox = std::mem::take(&mut self.hosts[host].inbox);
        let timer_after = self.rng.uniform_ms(0, inbox.len() as u64);
        self.note(|| format!("h{host} wakes, {} arrivals, timer after {timer_after}", inbox.len()));
        let is_due = |world: &World| {
            let own = &world.hosts[host];
            own.armed.is_some_and(|armed| armed <= own.clock.now(world.now).mono)
        };
        for (index, arrival) in inbox.into_iter().enumerate() {
            if index as u64 == timer_after && is_due(self) {
                self.drive(host, Input::Timer);
            }
            self.arrive(host, arrival);
        }
        if is_due(self) {
            self.drive(host, Input::Timer);
        }
        self.hosts[host].armed = None;
        self.arm(host);
        if self.hosts[host].is_visible {
            // As the browser's driver does: a visible page looks at both clocks each second.
            let look_ms = self.rng.uniform_ms(0, 1_000);
            self.at(self.now + look_ms, Event::Arrive { host, arrival: Arrival::Act(Act::LookAtClocks) });
        }
    }

    /// The page is shown again; what people wanted done meanwhile follows.
    pub(super) fn show_page(&mut self, host: usize) {
        let was_left = std::mem::take(&mut self.hosts[host].is_left);
        self.drive(host, Input::PageShown);
        if was_left {
            self.ask_for_name(host);
        }
        for arrival in std::mem::take(&mut self.hosts[host].inbox) {
            self.arrive(host, arrival);
        }
    }

    /// Whether this has to wait on its device.
    pub(super) fn is_held(&self, host: usize, arrival: &Arrival) -> bool {
        let own = &self.hosts[host];
        own.clock.is_asleep()
            || (own.is_left && matches!(arrival, Arrival::Act(act) if act.waits_for_the_page()))
    }
}
