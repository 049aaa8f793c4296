//! What storage, the API and people say to a client's outbox, and what it tells of its items.

use deskbell::realtime::outbox::{Claimed, ItemState, ItemStatus, Record};
use deskbell::realtime::{Input, Response};

use super::super::dice::Dice;
use super::Bench;

impl Bench {
    /// Storage or the API answers, a person decides, another tab goes.
    pub(super) fn outbox(&mut self, dice: &mut Dice<'_>) {
        match dice.below(11) {
            0..=3 => {
                let Some(step) = self.stores.pop_front() else { return };
                match Input::without_storage(&step) {
                    Some(Input::Saved { ticket, .. }) if dice.byte() < 192 => {
                        self.drive(Input::Saved { ticket, result: Ok(()) });
                    }
                    Some(Input::Claimed { ticket, .. }) if dice.byte() < 192 => {
                        let text = String::from_utf8_lossy(dice.bytes(24)).into_owned();
                        let record = Record {
                            id: "c9".to_owned(),
                            user: "ana".to_owned(),
                            tab: "tab".to_owned(),
                            text,
                        };
                        let claimed = Claimed { records: vec![record], left: dice.below(2) };
                        self.drive(Input::Claimed { ticket, result: Ok(claimed) });
                    }
                    Some(blocked) => self.drive(blocked),
                    None => panic!("not a request to storage: {step:?}"),
                }
            }
            4 => {
                let Some(request) = self.posts.pop() else { return };
                let body = if dice.byte() < 128 { r#"{"ok":true,"revision":5,"version":9}"# } else { "no" };
                let response = Response { status: 200, retry_after_ms: None, body };
                self.drive(Input::Commanded { request, result: Ok(response) });
            }
            5 => self.drive(Input::Discard { id: format!("c{}", dice.below(8)) }),
            6 => {
                let key = format!("v1/b{}", dice.below(3));
                self.drive(Input::Resume { key, version: Some(u64::from(dice.byte())) });
            }
            7 => self.drive(Input::TabNamed { tab: format!("t{}", dice.below(4)) }),
            8 => self.drive(Input::TabLeft),
            9 => self.drive(Input::PersonKnown { user: "ana".to_owned() }),
            _ => self.drive(Input::TabGone { tab: format!("t{}", dice.below(4)) }),
        }
    }

    /// An action is over once, and told of no more unless it is asked for again.
    pub(super) fn on_item(&mut self, item: ItemStatus) {
        let is_over = matches!(
            item.state,
            ItemState::Confirmed | ItemState::Discarded | ItemState::LetGo | ItemState::NotSent
        );
        if is_over {
            assert!(self.commands.remove(&item.id), "{} is over twice", item.id);
        } else {
            self.commands.insert(item.id);
        }
    }
}
