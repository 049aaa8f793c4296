//! What the outbox asks of the device: its steps as transactions, its tab's name, and which tabs are gone.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use wasm_bindgen_futures::spawn_local;

use super::super::store::{Presence, PresenceEvent, Store};
use super::{Driver, QueuedInput, Shared};
use crate::realtime::outbox::{Step, StorageFault};
use crate::realtime::{Application, Effect, Input};

/// No browser tells that a tab is gone: whoever is there looks this often.
const LOOK_FOR_GONE_MS: u32 = 5_000;

/// The device's storage, and this tab's name in it.
pub(super) struct Keeper {
    store: Store,
    presence: Rc<Presence>,
    _look: Interval,
}

impl<A: Application + 'static> Driver<A> {
    /// From now on actions are kept in `store`, under a name that this tab holds. Before this nothing is sent.
    pub fn keep_in(&self, store: &Store) {
        let (named, looking) = (self.shared.this.clone(), self.shared.this.clone());
        let presence = Presence::new(store, move |event| {
            if let Some(shared) = named.upgrade() {
                let input = match event {
                    PresenceEvent::Named { tab } => Input::TabNamed { tab },
                    PresenceEvent::Left => Input::TabLeft,
                };
                shared.push(QueuedInput::Plain(input));
            }
        });
        let look = Interval::new(LOOK_FOR_GONE_MS, move || {
            if let Some(shared) = looking.upgrade() {
                shared.look_for_gone_tabs();
            }
        });
        let keeper = Keeper { store: store.clone(), presence: Rc::new(presence), _look: look };
        *self.shared.keeper.borrow_mut() = Some(keeper);
    }
}

impl<A: Application + 'static> Shared<A> {
    /// Does what the outbox asks of storage; the rest is for people. Transactions begin in the order of the steps,
    /// since each begins with its future's first turn, or with the opening that all of them wait for.
    pub(super) fn keep(&self, step: Step) {
        let store = self.keeper.borrow().as_ref().map(|keeper| keeper.store.clone());
        let this = self.this.clone();
        let answer = move |input: Input<'static, A>| {
            if let Some(shared) = this.upgrade() {
                shared.push(QueuedInput::Plain(input));
            }
        };
        match (step, store) {
            (step @ (Step::Item(_) | Step::Summary(_) | Step::Flushed { .. } | Step::Send { .. }), _) => {
                (self.sink)(Effect::Outbox(step));
            }
            (step, None) => {
                if let Some(blocked) = Input::without_storage(&step) {
                    answer(blocked);
                }
            }
            (Step::Save { ticket, records, user, removed }, Some(store)) => spawn_local(async move {
                let result = store.save(&records, &user, &removed).await.map_err(StorageFault::from);
                answer(Input::Saved { ticket, result });
            }),
            (Step::Claim { ticket, user, tab, with_own, from, max }, Some(store)) => {
                spawn_local(async move {
                    let result = store.claim(&user, &tab, with_own, &from, max).await;
                    answer(Input::Claimed { ticket, result: result.map_err(StorageFault::from) });
                });
                if with_own {
                    self.look_for_gone_tabs();
                }
            }
            (Step::Wipe { ticket, user, from }, Some(store)) => spawn_local(async move {
                let result = store.wipe(&user, &from).await.map_err(StorageFault::from);
                answer(Input::Saved { ticket, result });
            }),
        }
    }

    /// Tells the machine of tabs that left items behind.
    fn look_for_gone_tabs(&self) {
        let Some(user) = self.client.borrow().outbox().user().map(str::to_owned) else { return };
        let Some(presence) = self.keeper.borrow().as_ref().map(|keeper| Rc::clone(&keeper.presence)) else {
            return;
        };
        let this = self.this.clone();
        spawn_local(async move {
            let gone = presence.gone_tabs(&user).await.unwrap_or_default();
            for tab in gone {
                if let Some(shared) = this.upgrade() {
                    shared.push(QueuedInput::Plain(Input::TabGone { tab }));
                }
            }
        });
    }
}
