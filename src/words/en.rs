//! English.

mod diagnostics;

use super::message::{
    Acting, ActionWord, AsOf, AttentionWord, Banner, ChipState, Column, Connection, Count, CounterWord,
    Frame, List, Message, Row, Setup, SignIn, StatusWord,
};
use super::refusal::{Refusal, SignInFault};

pub(super) fn text(message: Message<'_>) -> String {
    match message {
        Message::Frame(part) => frame(part),
        Message::Connection(part) => connection(part),
        Message::AsOf(part) => as_of(part),
        Message::SignIn(part) => sign_in(part),
        Message::List(part) => list(part),
        Message::Row(part) => row(part),
        Message::Acting(part) => acting(part),
        Message::Setup(part) => setup(part),
        Message::Diagnostics(part) => diagnostics::diagnostics(part),
    }
}

fn plural(count: Count<'_>, one: &str, many: &str) -> String {
    format!("{} {}", count.text, if count.value == 1 { one } else { many })
}

fn frame(part: Frame<'_>) -> String {
    match part {
        Frame::Title(page) => return format!("{page} · Deskbell"),
        Frame::SkipToContent => "Skip to the content",
        Frame::Venue => "Venue",
        Frame::MenuOf(name) => return format!("{name}: menu"),
        Frame::NotVerifiedSince(name, time) => return format!("{name} · not verified since {time}"),
        Frame::SignOut => "Sign out",
        Frame::Demo => "Demo: the guests are made up",
        Frame::Results => "Results",
        Frame::Dismiss => "Dismiss",
        Frame::Cancel => "Cancel",
        Frame::NotFound => "We can't find this page.",
        Frame::NotFoundText => "The link may be incomplete or out of date.",
        Frame::BackToToday => "Today's bookings",
        Frame::UpdateReady => "A new version is ready.",
        Frame::Broken => "The booking monitor stopped.",
        Frame::BrokenText => {
            "The list is hidden, because it would no longer follow your bookings. Reload the page."
        }
    }
    .to_owned()
}

fn chip(state: ChipState<'_>) -> String {
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

fn connection(part: Connection<'_>) -> String {
    match part {
        Connection::Chip(state) => return chip(state),
        Connection::ChipLabel(state) => return format!("Connection: {}", chip(state)),
        Connection::SlowHint => "Slow connection. Changes may take a few seconds to show.",
        Connection::CatchingUpHint => "Catching up… You may see several changes at once.",
        Connection::Headline(banner) => match banner {
            Banner::Reconnecting => "Connection lost, trying again.",
            Banner::StillTrying => "Still can't reach the booking server.",
            Banner::Offline => "You're offline.",
            Banner::Polling => "Live updates are interrupted.",
            Banner::Unstable => "Your connection keeps dropping.",
            Banner::Restarting => "The booking server is being updated.",
            Banner::SignedOut => "You've been signed out.",
            Banner::Stopped => "Deskbell stopped trying to connect.",
            Banner::TooOld => "A new version is needed to stay live.",
        },
        Connection::PolledMeaning(seconds) => {
            return format!("The list refreshes every {seconds} seconds until they return.");
        }
        Connection::Meaning(banner, as_of) => return meaning(banner, as_of),
        Connection::NextTry(wait) => return format!("Next try in {wait}."),
        Connection::Seconds(number) => return format!("{number} s"),
        Connection::RetryNow => "Retry now",
        Connection::TryAgain => "Try again",
        Connection::Reload => "Reload",
        Connection::LiveAgain => "Live again.",
    }
    .to_owned()
}

fn meaning(banner: Banner, as_of: Option<&str>) -> String {
    match (banner, as_of) {
        (Banner::Reconnecting, Some(time)) => {
            return format!("This list is from {time} and may be out of date.");
        }
        (Banner::Reconnecting, None) => "Your bookings will appear as soon as the connection is back.",
        (Banner::StillTrying, Some(time)) => return format!("Nothing after {time} is shown."),
        (Banner::StillTrying, None) => "Your bookings will appear as soon as it answers.",
        (Banner::Offline, Some(time)) => return format!("Showing bookings from {time}."),
        (Banner::Offline, None) => "Your bookings will appear when you're back.",
        (Banner::Polling, _) => "The list refreshes from time to time until they return.",
        (Banner::Unstable, _) => "Deskbell tries less often to keep things steady; the list may lag.",
        (Banner::Restarting, _) => "This usually takes under a minute.",
        (Banner::SignedOut, Some(time)) => return format!("The list is from {time} and will not update."),
        (Banner::SignedOut, None) => "Sign in to see the bookings.",
        (Banner::Stopped, _) => "The server refused this device.",
        (Banner::TooOld, _) => "Reload the page to get it.",
    }
    .to_owned()
}

fn as_of(part: AsOf<'_>) -> String {
    match part {
        AsOf::JustNow => "as of just now".to_owned(),
        AsOf::At(time) => format!("as of {time}"),
        AsOf::Ago(seconds) => format!("{seconds} s ago"),
        AsOf::Unknown => "not up to date yet".to_owned(),
    }
}

fn sign_in(part: SignIn<'_>) -> String {
    match part {
        SignIn::Title => "Sign in",
        SignIn::Purpose => "Live bookings for the front desk.",
        SignIn::Username => "Name",
        SignIn::Password => "Password",
        SignIn::Busy => "Signing in…",
        SignIn::DemoTitle => "Demo accounts",
        SignIn::DemoHint => "Choose one to fill in the form.",
        SignIn::Incomplete => "Enter your name and your password.",
        SignIn::Fault(fault) => match fault {
            SignInFault::WrongPassword => "Name or password is wrong.",
            SignInFault::Unreachable => {
                "We can't reach the booking server. Check the connection, then try again."
            }
            SignInFault::RateLimited(Some(wait)) => {
                return format!("Too many attempts. Try again in {wait}.");
            }
            SignInFault::RateLimited(None) => "Too many attempts. Try again in a minute.",
            SignInFault::Maintenance => {
                "The booking server is closed for maintenance. Try again in a few minutes."
            }
            SignInFault::TooOld => "A new version is needed. Reload the page, then sign in.",
            SignInFault::Unreadable => {
                "The booking server's answer could not be understood. Try again later."
            }
            SignInFault::Server => "Something went wrong on the server. Try again in a moment.",
        },
        SignIn::WasSignedOut => "You've been signed out. Sign in to go on where you were.",
        SignIn::SignedOutElsewhere => "You signed out in another tab.",
        SignIn::OtherPerson => "Someone else signed in in this browser, so you've been signed out here.",
    }
    .to_owned()
}

fn list(part: List<'_>) -> String {
    match part {
        List::Today => "Today",
        List::Caption(date) => return format!("Bookings of {date}"),
        List::Column(column) => match column {
            Column::Time => "Time",
            Column::Room => "Room",
            Column::Guest => "Guest",
            Column::Party => "People",
            Column::Stay => "Stay",
            Column::Status => "Status",
            Column::Action => "Next step",
        },
        List::Counter(counter) => match counter {
            CounterWord::Arriving => "Arriving",
            CounterWord::InHouse => "In house",
            CounterWord::Leaving => "Leaving",
            CounterWord::NeedsAction => "Needs action",
        },
        List::Counters => "Show only",
        List::Status(status) => match status {
            StatusWord::Pending => "Pending",
            StatusWord::Confirmed => "Confirmed",
            StatusWord::CheckedIn => "In house",
            StatusWord::CheckedOut => "Checked out",
            StatusWord::Cancelled => "Cancelled",
            StatusWord::NoShow => "No-show",
        },
        List::StatusFilter => "Status",
        List::Search => "Search",
        List::SearchHint => "Guest, room or note",
        List::ClearFilters => "Clear filters",
        List::Shown(shown, total) if shown.value == total.value => {
            return plural(total, "booking", "bookings");
        }
        List::Shown(shown, total) => {
            return format!("{} of {}", shown.text, plural(total, "booking", "bookings"));
        }
        List::EmptyDay => "No bookings for this day.",
        List::NoMatch => "Nothing matches these filters.",
        List::Connecting => "Connecting…",
        List::ConnectingText => "Your bookings will appear in a moment.",
        List::FeedRefused => "You can't see this venue's bookings.",
        List::FeedRefusedText => "Ask for access, or choose another venue.",
        List::NoVenue => "No venue belongs to your account. Ask for access.",
        List::Unreadable(Count { value: 1, .. }) => {
            "One update couldn't be read. The list was refreshed to stay correct."
        }
        List::Unreadable(count) => {
            return format!(
                "{} updates couldn't be read. The list was refreshed to stay correct.",
                count.text
            );
        }
        List::IgnoredInLink(what) => {
            return format!("Part of the link was not understood and is ignored: {what}");
        }
        List::DayTurned(date) => return format!("A new day: {date}."),
    }
    .to_owned()
}

fn row(part: Row<'_>) -> String {
    match part {
        Row::Arrives => "arrives",
        Row::Leaves => "leaves",
        Row::NoRoom => "No room",
        Row::Attention(why) => match why {
            AttentionWord::DepartureOverdue => "Departure overdue",
            AttentionWord::ArrivalOverdue => "Arrival overdue",
            AttentionWord::Unconfirmed => "To confirm",
            AttentionWord::NoRoom => "Needs a room",
        },
        Row::Nights(nights) => return plural(nights, "night", "nights"),
        Row::DayUse => "day use",
        Row::Party(people) => return plural(people, "person", "people"),
        Row::SetAside => "A newer state of this booking couldn't be read.",
    }
    .to_owned()
}

/// The action as a button says it, and as a noun within a sentence.
fn action(word: ActionWord) -> (&'static str, &'static str) {
    match word {
        ActionWord::Create => ("Create", "Creating a booking"),
        ActionWord::Confirm => ("Confirm", "Confirming a booking"),
        ActionWord::CheckIn => ("Check in", "Checking in"),
        ActionWord::CheckOut => ("Check out", "Checking out"),
        ActionWord::MarkNoShow => ("No-show", "Marking a no-show"),
        ActionWord::Cancel => ("Cancel booking", "Cancelling a booking"),
        ActionWord::Move => ("Move", "Moving a booking"),
        ActionWord::SetNote => ("Save note", "Saving a note"),
        ActionWord::Undo => ("Undo", "Undoing"),
    }
}

fn done(word: ActionWord) -> &'static str {
    match word {
        ActionWord::Create => "booked",
        ActionWord::Confirm => "confirmed",
        ActionWord::CheckIn => "checked in",
        ActionWord::CheckOut => "checked out",
        ActionWord::MarkNoShow => "marked as a no-show",
        ActionWord::Cancel => "cancelled",
        ActionWord::Move => "moved",
        ActionWord::SetNote => "noted",
        ActionWord::Undo => "undone",
    }
}

fn acting(part: Acting<'_>) -> String {
    match part {
        Acting::Button(word) => action(word).0.to_owned(),
        Acting::ButtonFor(word, guest) => format!("{} {guest}", action(word).0),
        Acting::Sending(ActionWord::Confirm) => "Confirming…".to_owned(),
        Acting::Sending(word) => format!("{}…", action(word).1),
        Acting::Done(word, guest) => format!("{guest}: {}.", done(word)),
        Acting::Refused(word, refusal) => refused(word, refusal),
        Acting::Unknown(word, guest) => format!(
            "We don't know yet if \"{} {guest}\" went through. We'll check as soon as we're connected; please don't \
             repeat it.",
            action(word).0
        ),
        Acting::Queued(true) => "Saved on this device, waiting to send.".to_owned(),
        Acting::Queued(false) => {
            "Waiting to send. Keep this page open: it isn't saved on this device.".to_owned()
        }
        Acting::NotAllowed(word) => format!("Your role doesn't allow this: {}.", action(word).0),
        Acting::ChooseRoom(guest) => format!("Choose a room for {guest}"),
        Acting::ChooseRoomText => "Only rooms that are free for the whole stay are offered.".to_owned(),
        Acting::Room => "Room".to_owned(),
        Acting::NoFreeRoom => "No room is free for the whole stay.".to_owned(),
    }
}

fn refused(word: ActionWord, refusal: Refusal) -> String {
    match refusal {
        Refusal::Forbidden => return format!("Your role doesn't allow this: {}.", action(word).0),
        Refusal::NotFound => "This booking is no longer there.",
        Refusal::VersionConflict => {
            "Someone else changed this booking. Your change is not saved; look again first."
        }
        Refusal::AlreadyDone => return format!("Already {}.", done(word)),
        Refusal::InvalidTransition => {
            return format!("Not possible for this booking now: {}.", action(word).0);
        }
        Refusal::Overlap => "This room is already taken. Choose another room.",
        Refusal::UndoExpired => "It is too late to undo this.",
        Refusal::CommandExpired => "This took too long to reach the server. Your change was not saved.",
        Refusal::RateLimited => "Too many changes at once. Try again in a few seconds.",
        Refusal::TooOld => "A new version is needed. Your change was not saved; reload the page first.",
        Refusal::Maintenance => "The booking server is closed for maintenance. Your change was not saved.",
        Refusal::SignedOut => "You've been signed out. Your change was not saved.",
        Refusal::NeedsConnection => return format!("{} needs a connection.", action(word).1),
        Refusal::Server => "Something went wrong on the server. Your change was not saved.",
    }
    .to_owned()
}

fn setup(part: Setup<'_>) -> String {
    match part {
        Setup::Mistake(field) => format!("The setup file has a mistake: {field}."),
        Setup::Unreadable => "The setup file can't be read.".to_owned(),
        Setup::WhatToDo => {
            "Whoever looks after Deskbell can correct it in config.json. Then reload the page.".to_owned()
        }
        Setup::Cause => "Details".to_owned(),
    }
}
