//! What a server says: right in form, and as old, new or odd as the dice have it.

use super::super::dice::Dice;
use super::{Bench, VENUES};

impl Bench {
    pub(super) fn answer(&mut self, name: &str, dice: &mut Dice<'_>) -> String {
        let head = self.head(dice);
        match name {
            "time:probe" => {
                let (first, second) = (self.head(dice), self.head(dice));
                format!(
                    r#"{{"server_time":{},"spread_ms":{},"heads":{{"v1":{{{first}}},"v2":{{{second}}}}}}}"#,
                    dice.u64().cast_signed(),
                    dice.u16(),
                )
            }
            "bookings:monitor" if dice.byte() < 64 => {
                format!(r#"{{"ok":true,{head},"reload":true}}"#)
            }
            "bookings:monitor" => format!(r#"{{"ok":true,{head},"spread_ms":900,"changes":[]}}"#),
            "booking:command" => format!(r#"{{"ok":true,"revision":{}}}"#, self.revision),
            _ if dice.byte() < 200 => r#"{"ok":true,"expires_in_ms":600000}"#.to_owned(),
            _ => r#"{"error":{"code":"token_expired"}}"#.to_owned(),
        }
    }

    pub(super) fn head(&mut self, dice: &mut Dice<'_>) -> String {
        self.revision = match dice.below(64) {
            0 => dice.u64() >> dice.below(64),
            1..=2 => self.revision.saturating_sub(1),
            3..=8 => self.revision.saturating_add(1),
            _ => self.revision,
        };
        format!(r#""epoch":"e{}","revision":{}"#, dice.byte() / 248, self.revision)
    }

    pub(super) fn change(&mut self, dice: &mut Dice<'_>) -> String {
        let (mut head, venue, key) = (self.head(dice), *dice.pick(&VENUES), dice.below(20));
        let shown = self.boards.get(venue).and_then(|board| board.head.as_ref());
        if let Some(shown) = shown.filter(|_| dice.byte() < 192) {
            self.revision = shown.revision.saturating_add(1 + u64::from(dice.byte() / 220));
            head = format!(r#""epoch":"{}","revision":{}"#, shown.epoch, self.revision);
        }
        if dice.byte() < 32 {
            return format!(
                r#"42["booking:changed",{{"venue":"{venue}",{head},"op":"remove","id":"b{key}"}}]"#
            );
        }
        let booking = self.record(key);
        format!(r#"42["booking:changed",{{"venue":"{venue}",{head},"op":"upsert","booking":{booking}}}]"#)
    }

    pub(super) fn record(&self, key: usize) -> String {
        format!(r#"{{"id":"b{key}","revision":{},"version":1,"place":1,"note":1}}"#, self.revision)
    }
}
