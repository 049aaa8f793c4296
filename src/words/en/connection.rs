//! English: the connection.

use super::plural;
use crate::words::connection::{AsOf, Banner, ChipState, Connection, Fate, Found};
use crate::words::message::Count;

pub(super) fn text(part: Connection<'_>) -> String {
    match part {
        Connection::Chip(state) => return chip(state),
        Connection::ChipLabel(state) => return format!("Connection: {}", chip(state)),
        Connection::SlowHint => "Slow connection. Changes may take a few seconds to show.",
        Connection::CatchingUpHint => "Catching up… You may see several changes at once.",
        Connection::Headline(banner) => headline(banner),
        Connection::PolledMeaning(seconds) => {
            return format!("The list refreshes every {seconds} seconds until they return.");
        }
        Connection::BlockedMeaning(seconds) => {
            return format!("The list refreshes every {seconds} seconds instead.");
        }
        Connection::Meaning(banner, as_of) => return meaning(banner, as_of),
        Connection::Fate(fate) => return fate_of_changes(fate),
        Connection::NextTry(wait) => return format!("Next try in {wait}."),
        Connection::Seconds(number) => return format!("{number} s"),
        Connection::RetryNow => "Retry now",
        Connection::TryAgain => "Try again",
        Connection::Reload => "Reload",
        Connection::Check => "Check connection",
        Connection::Checking => "Checking…",
        Connection::Found(found) => verdict(found),
        Connection::CopyDetails => "Copy details",
        Connection::Copied => "The details are copied.",
        Connection::CopyFailed => "This browser doesn't let Deskbell copy.",
        Connection::Details => "Details",
        Connection::More(count) => {
            return format!("{} more. Open the diagnostics.", plural(count, "notice", "notices"));
        }
        Connection::LiveAgain => "Live again.",
        Connection::Missed(Count { value: 0, .. }) => "Nothing changed while you were away.",
        Connection::Missed(count) => {
            return format!("{} changed while you were away.", plural(count, "booking", "bookings"));
        }
        Connection::Reloaded(Count { value: 0, .. }) => "The list was reloaded; nothing is different.",
        Connection::Reloaded(count) => {
            let are = if count.value == 1 { "is" } else { "are" };
            return format!(
                "The list was reloaded; {} {are} different.",
                plural(count, "booking", "bookings")
            );
        }
        Connection::ShowChanges => "Show changes",
        Connection::MissedElsewhere(count) => {
            let are = if count.value == 1 { "is" } else { "are" };
            return format!("{} that changed {are} not on this list.", plural(count, "booking", "bookings"));
        }
        Connection::ClockOff(count) => {
            return format!("This device's clock is {} off.", plural(count, "minute", "minutes"));
        }
        Connection::ClockOffHours(count) => {
            return format!("This device's clock is {} off.", plural(count, "hour", "hours"));
        }
        Connection::ClockMeaning => "Times may look wrong.",
    }
    .to_owned()
}

pub(super) fn chip(state: ChipState<'_>) -> String {
    match state {
        ChipState::Connecting => "Connecting…",
        ChipState::Live => "Live",
        ChipState::Slow => "Slow",
        ChipState::CatchingUp => "Catching up…",
        ChipState::Reconnecting => "Reconnecting…",
        ChipState::NotLive(None) => "Not live",
        ChipState::NotLive(Some(time)) => return format!("Not live since {time}"),
        ChipState::Offline => "Offline",
        ChipState::Polling(seconds) => return format!("Every {seconds} s"),
        ChipState::Unstable => "Unstable",
        ChipState::Restarting => "Updating…",
        ChipState::Paused => "Paused",
        ChipState::SignedOut => "Signed out",
        ChipState::Stopped => "Stopped",
    }
    .to_owned()
}

fn headline(banner: Banner) -> &'static str {
    match banner {
        Banner::Unreached => "Can't reach the booking server, trying again.",
        Banner::Reconnecting => "Connection lost, trying again.",
        Banner::StillTrying => "Still can't reach the booking server.",
        Banner::LoadFailed => "The list can't be brought up to date.",
        Banner::Offline => "You're offline.",
        Banner::Polling => "Live updates are interrupted.",
        Banner::Blocked => "Live updates are blocked on this network.",
        Banner::CatchingUp => "Catching up…",
        Banner::Unstable => "Your connection keeps dropping.",
        Banner::Restarting => "The booking server is being updated.",
        Banner::Stopped => "Deskbell stopped trying to connect.",
        Banner::TooOld => "A new version is needed to stay live.",
    }
}

fn meaning(banner: Banner, as_of: Option<&str>) -> String {
    match (banner, as_of) {
        (Banner::Reconnecting | Banner::Unreached, Some(time)) => {
            return format!("This list is from {time} and may be out of date.");
        }
        (Banner::Reconnecting, None) => "Your bookings will appear as soon as the connection is back.",
        (Banner::StillTrying | Banner::LoadFailed, Some(time)) => {
            return format!("Nothing after {time} is shown.");
        }
        (Banner::StillTrying | Banner::Unreached, None) => "Your bookings will appear as soon as it answers.",
        (Banner::LoadFailed, None) => "Your bookings will appear as soon as the server has them.",
        (Banner::Offline, Some(time)) => return format!("Showing bookings from {time}."),
        (Banner::Offline, None) => "Your bookings will appear when you're back.",
        (Banner::Polling, _) => "The list refreshes from time to time until they return.",
        (Banner::Blocked, _) => "The list refreshes from time to time instead.",
        (Banner::CatchingUp, _) => "You may see several changes at once.",
        (Banner::Unstable, _) => "Deskbell tries less often to keep things steady; the list may lag.",
        (Banner::Restarting, _) => "This usually takes under a minute.",
        (Banner::Stopped, _) => "The server refused this device.",
        (Banner::TooOld, _) => "Reload the page to get it.",
    }
    .to_owned()
}

fn fate_of_changes(fate: Fate<'_>) -> String {
    match fate {
        Fate::Kept => "Your changes are kept and will be sent.",
        Fate::Saved => "You can keep working; changes are saved on this device.",
        Fate::SentWhenBack => "Check-ins, no-shows and notes will be sent when you're back.",
        Fate::WhilePageIsOpen => "What you do now will be sent if this page stays open until then.",
        Fate::KeptForReload(Count { value: 1, .. }) => {
            "Your unsent change is kept and goes out after the reload."
        }
        Fate::KeptForReload(count) => {
            return format!("Your {} unsent changes are kept and go out after the reload.", count.text);
        }
    }
    .to_owned()
}

fn verdict(found: Found) -> &'static str {
    match found {
        Found::Well => "The booking server answers on every way.",
        Found::Offline => "This device has no network.",
        Found::Unreachable => "This device is online, but the booking server doesn't answer.",
        Found::ServerFails => "The booking server answers that something is wrong with it.",
        Found::PushBlocked => {
            "The booking server answers, but live updates are blocked: usually a company proxy."
        }
        Found::WebSocketBlocked => "One of two ways for live updates is blocked; the other one works.",
        Found::SignInRefused => "The booking server refuses the sign-in.",
    }
}

pub(super) fn as_of(part: AsOf<'_>) -> String {
    match part {
        AsOf::JustNow => "as of just now".to_owned(),
        AsOf::At(time) => format!("as of {time}"),
        AsOf::Ago(seconds) => format!("{seconds} s ago"),
        AsOf::Unknown => "not up to date yet".to_owned(),
    }
}
