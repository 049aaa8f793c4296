//! What a server says: right in form, and as old, new or odd as the dice have it.

use deskbell::realtime::{Check, FallbackMode, Fault, FaultKind, Input, Response, Unreachable};

use super::super::dice::Dice;
use super::super::frames;
use super::{Bench, VENUES};

const OPEN: &str = r#"0{"sid":"e","upgrades":[],"pingInterval":"#;
const ACCEPTED: &str = r#"40{"sid":"s"}"#;

impl Bench {
    /// What a server would say next, if it were well.
    pub(super) fn right_text(&mut self, dice: &mut Dice<'_>) {
        let beside = self.beside.filter(|_| dice.byte() < 96);
        let Some(generation) = beside.or(self.socket) else { return };
        let is_accepted = match beside {
            Some(_) => self.is_beside_accepted,
            None => self.client.metrics().connects > self.connects_at_open,
        };
        if !is_accepted {
            if self.is_blocked && beside.is_none() && self.polling.is_none() {
                return self.drive(Input::SocketClosed { generation, code: 1006 });
            }
            self.is_beside_accepted |= beside.is_some();
            let timing = dice.pick(&["25000,\"pingTimeout\":20000", "300,\"pingTimeout\":200"]);
            self.text(generation, &format!("{OPEN}{timing}}}"));
            return self.text(generation, ACCEPTED);
        }
        let awaited = self.awaited.iter().rposition(|(of, ..)| *of == generation);
        let body = match awaited.map(|index| self.awaited.remove(index)) {
            Some((_, id, name)) if dice.byte() < 200 => format!("43{id}[{}]", self.answer(&name, dice)),
            Some(_) | None if dice.byte() < 64 => "2".to_owned(),
            Some(_) | None => self.change(dice),
        };
        self.text(generation, &body);
    }

    /// Something that the server says: by the transport that is open, where it is of this generation.
    pub(super) fn text(&mut self, generation: u64, text: &str) {
        if self.polling != Some(generation) {
            return self.drive(Input::Text { generation, text });
        }
        self.under_way = [false; 2];
        self.drive(Input::Posted { generation, result: answer("") });
        self.drive(Input::Polled { generation, result: answer(text) });
    }

    /// A GET ends: with several packets, some of them broken, with a status, or without an answer.
    pub(super) fn polled(&mut self, dice: &mut Dice<'_>) {
        let generation =
            self.polling.filter(|_| dice.byte() < 224).unwrap_or_else(|| self.any_generation(dice));
        let mut body = Vec::new();
        for index in 0..dice.below(4) {
            body.extend((index > 0).then_some(0x1e));
            match dice.below(4) {
                0 => body.push(b'6'),
                1 => body.push(b'2'),
                2 => body.extend(self.change(dice).bytes()),
                _ => body.extend(frames::frame(dice)),
            }
        }
        let body = String::from_utf8_lossy(&body);
        if self.polling == Some(generation) {
            self.under_way[0] = false;
        }
        self.drive(Input::Polled { generation, result: broken(dice, &body) });
    }

    /// A POST ends.
    pub(super) fn posted(&mut self, dice: &mut Dice<'_>) {
        let generation =
            self.polling.filter(|_| dice.byte() < 224).unwrap_or_else(|| self.any_generation(dice));
        if self.polling == Some(generation) {
            self.under_way[1] = false;
        }
        self.drive(Input::Posted { generation, result: broken(dice, "ok") });
    }

    /// A request by REST ends: with a page, with changes, or with both, since nobody reads what was not asked for.
    pub(super) fn fetched(&mut self, dice: &mut Dice<'_>) {
        let known = self.fetches.first().copied().filter(|_| dice.byte() < 224);
        let request = known.unwrap_or_else(|| u64::from(dice.byte()));
        let records: Vec<_> = (0..dice.below(7)).map(|_| self.record(dice.below(20))).collect();
        let rest = match dice.below(16) {
            0..=1 => r#","next":"a""#.to_owned(),
            2..=3 => r#","next":"b""#.to_owned(),
            4 => r#","next":"\ud83e\udd80&=""#.to_owned(),
            5..=6 => r#","reload":true"#.to_owned(),
            7..=11 => format!(r#","changes":[{}]"#, self.changes(dice)),
            _ => String::new(),
        };
        let body = format!("{{{},\"bookings\":[{}]{rest}}}", self.head(dice), records.join(","));
        let mut bytes = body.into_bytes();
        if dice.byte() < 48 {
            frames::mutate(dice, &mut bytes);
        }
        let body = String::from_utf8_lossy(&bytes);
        let status = *dice.pick(&[200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401, 429, 503, 0]);
        let retry_after_ms = (status != 200).then(|| dice.u64());
        let answer = Response { status, retry_after_ms, body: &body };
        let result = if dice.byte() < 240 { Ok(answer) } else { Err(Unreachable) };
        self.fetches.remove(&request);
        self.drive(Input::Fetched { request, result });
    }

    fn changes(&mut self, dice: &mut Dice<'_>) -> String {
        let frames: Vec<_> = (0..=dice.below(3)).map(|_| self.change(dice)).collect();
        let payloads = frames.iter().filter_map(|frame| frame.split_once(',')?.1.strip_suffix(']'));
        payloads.collect::<Vec<_>>().join(",")
    }

    /// Checks of the ways to the server, and the word on polling.
    pub(super) fn ways(&mut self, dice: &mut Dice<'_>) {
        let fault = || Fault::new(FaultKind::Network, "no answer");
        self.drive(match dice.below(8) {
            0..=2 => Input::Check,
            3..=5 => Input::Checked {
                run: u64::from(dice.byte() / 64),
                check: *dice.pick(&Check::ALL),
                result: match dice.byte() {
                    0..=63 => Ok(None),
                    64..=127 => Ok(Some(i64::from(dice.byte()) * (i64::MAX / 255))),
                    128..=255 => Err(fault()),
                },
            },
            _ => Input::Fallback(*dice.pick(&[
                FallbackMode::Auto,
                FallbackMode::Auto,
                FallbackMode::AtOnce,
                FallbackMode::Never,
            ])),
        });
    }

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

fn answer(body: &str) -> Result<Response<'_>, Unreachable> {
    Ok(Response { status: 200, retry_after_ms: None, body })
}

/// The body most of the time; else a refusal or nothing at all.
fn broken<'a>(dice: &mut Dice<'_>, body: &'a str) -> Result<Response<'a>, Unreachable> {
    let status = match dice.below(32) {
        0 => return Err(Unreachable),
        1 => *dice.pick(&[400, 429, 503, 204]),
        _ => 200,
    };
    Ok(Response { status, retry_after_ms: (status == 503).then(|| dice.u64()), body })
}
